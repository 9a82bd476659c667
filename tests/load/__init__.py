"""Programs that put load on Dossier and print what they saw."""
