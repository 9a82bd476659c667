"""Who you are: companies, their people, sign-in and what each may do."""
