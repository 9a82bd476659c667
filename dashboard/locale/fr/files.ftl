files-title = Fichiers
files-all = Tout voir
files-empty = Les photos et les documents de cette job seront ici.
files-of-all = Toute la job
files-of-visit = Photos d’une visite :
files-places = Ce qui porte les fichiers
files-older = Voir les plus anciens

upload-files = Ajouter des photos ou des fichiers
upload-camera = Prendre une photo
upload-hint = Glissez-les ici ou choisissez-les. 25 Mo au plus chacun, 20 à la fois.
upload-button = Ajouter
upload-too-large = Ce fichier dépasse 25 Mo.
upload-failed = L’envoi n’a pas abouti. Réessayez.
upload-done = Ajouté : %n

file-role = Sorte
file-role-by-kind = Selon le fichier
file-role-photo = Photo
file-role-photo-before = Avant
file-role-photo-after = Après
file-role-attachment = Pièce jointe
file-role-signature = Signature
file-role-raw = Courriel reçu

file-about = À propos du fichier
file-name = Nom
file-taken = Prise
file-added = Ajouté
file-weight = Taille
file-object = Rangé avec
file-object-job = la job
file-object-visit = une visite
file-object-quote = une soumission
file-object-message = un message
file-object-contact = le contact
file-save = Télécharger
file-open = Ouvrir
file-remove = Supprimer
file-remove-hint = Le fichier disparaît de la job. Vous pourrez annuler tout de suite après.
file-removed = Fichier supprimé.
file-restore = Annuler la suppression

flash-file-added = Fichier ajouté.
flash-files-added = { $count } fichiers ajoutés.
flash-file-changed = Enregistré.
flash-file-restored = Le fichier est de retour.

story-files-added = { $count } fichiers ajoutés.
