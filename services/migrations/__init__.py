"""One linear history of the whole database: `python -m services.migrations`."""
