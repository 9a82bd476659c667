"""The web pages of the office: a pure HTTP client of the services."""
