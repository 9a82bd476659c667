"""Running Dossier: the embedded stack behind `./dossier up`, and what production needs."""
