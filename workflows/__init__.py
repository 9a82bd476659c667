"""The language (facts), the decisions (state, planner) and the process (job) of Dossier."""
