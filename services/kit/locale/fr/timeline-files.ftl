# Les fichiers dans l'historique
timeline-file-added-named = Fichier ajouté : { $name }.
timeline-file-removed-named = Fichier retiré : { $name }.
