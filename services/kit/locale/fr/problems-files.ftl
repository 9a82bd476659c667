# Ce que les fichiers refusent
problem-status-416 = Partie introuvable

problem-file-too-large = Le fichier « { $name } » dépasse { $limit } Mo.
    .title = Fichier trop volumineux
problem-too-many-files = Il peut y avoir au plus { $limit } fichiers ici. Supprimez-en d'abord.
problem-file-is-proof = Une signature ou un courriel reçu reste tel quel : c'est une preuve.
problem-file-was-sent = Ce fichier est parti avec un message : il reste avec lui.
problem-file-collected = Ce fichier a été supprimé il y a trop longtemps : son contenu n'existe plus.
problem-range = Cette partie du fichier n'existe pas.

problem-field-file-empty = Le fichier « { $name } » est vide.
problem-field-image-broken = L'image « { $name } » est endommagée ou incomplète. Envoyez-la de nouveau.
problem-field-image-too-large = L'image « { $name } » compte plus de { $limit } millions de pixels.
problem-field-photo-no-picture = « { $name } » n'est pas une image. Ajoutez ce fichier comme pièce jointe.
problem-field-file-object = Indiquez l'objet sous la forme job:…, visit:…, quote:…, message:… ou contact:….
