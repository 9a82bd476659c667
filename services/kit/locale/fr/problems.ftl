# Titres par code d'état HTTP
problem-status-400 = Demande illisible
problem-status-401 = Connexion requise
problem-status-403 = Accès refusé
problem-status-404 = Introuvable
problem-status-405 = Méthode refusée
problem-status-409 = Conflit
problem-status-410 = Plus disponible
problem-status-412 = Modifié entre-temps
problem-status-413 = Trop volumineux
problem-status-415 = Type de contenu refusé
problem-status-422 = Saisie à corriger
problem-status-429 = Trop de demandes
problem-status-500 = Erreur interne
problem-status-503 = Service momentanément indisponible

problem-not-found = { $what ->
    [logo] Il n'y a pas de logo.
    [job] Cette job n'existe pas.
    [contact] Ce contact n'existe pas.
    [quote] Cette soumission n'existe pas.
    [visit] Cette visite n'existe pas.
    [invoice] Cette facture n'existe pas.
    [credit-note] Cette note de crédit n'existe pas.
    [payment] Ce paiement n'existe pas.
    [template] Ce modèle n'existe pas.
    [refund] Ce remboursement n'existe pas.
    [message] Ce message n'existe pas.
    [mail] Ce courriel n'existe pas.
    [item] Cet article n'existe pas.
    [site] Ce formulaire n'existe pas.
    [user] Cette personne n'existe pas.
    [resource] Cette ressource n'existe pas.
    [checklist] Cette liste n'existe pas.
    [series] Cette série n'existe pas.
    [feed] Ce lien de calendrier n'existe pas.
    [signature] Il n'y a pas de signature.
    [hold] Cette réservation n'existe plus.
    [service] Ce service n'existe pas.
    [step] Cette étape n'existe plus.
    [file] Ce fichier n'existe pas.
    [file-link] Ce lien n'est plus valide. Rechargez la page d'où il vient.
    [link] Ce lien n'est plus valide. Demandez-en un nouveau à votre entrepreneur.
   *[other] Cet élément n'existe pas.
}
problem-no-such-page = Il n'y a rien à cette adresse.
problem-method-not-allowed = Cette méthode n'existe pas ici.
problem-forbidden = Il vous manque la permission « { $permission } ».
problem-token-missing = Connectez-vous d'abord.
problem-token-invalid = Votre connexion n'est pas valide. Connectez-vous de nouveau.
problem-token-expired = Votre connexion est expirée. Connectez-vous de nouveau.
problem-invalid = Certains champs sont à corriger.
problem-malformed-json = Le corps de la demande n'est pas du JSON valide.
problem-malformed-request = La demande n'a pas la forme attendue.
problem-too-large = La demande dépasse la taille permise.
problem-media-type = Ce type de contenu n'est pas accepté ici.
problem-too-many = Trop de demandes en peu de temps. Réessayez dans un moment.
problem-changed-meanwhile = Quelqu'un a modifié cet élément entre-temps. Voici la version actuelle.
problem-constraint = Cela contredit ce qui est déjà enregistré.
problem-in-progress = La première demande avec cette clé est encore en cours. Réessayez dans un instant.
problem-key-reuse = Cette clé d'idempotence a déjà servi à une autre demande.
problem-key-malformed = La clé d'idempotence doit compter de 1 à 255 caractères.
problem-key-required = Cet appel exige l'en-tête Idempotency-Key.
problem-unavailable = Un service ne répond pas pour l'instant. Rien n'a été enregistré; réessayez dans un moment.
problem-newer-build = Une version plus récente traite déjà cette job. Réessayez dans un moment.
problem-internal = Une erreur est survenue de notre côté. Rien n'a été enregistré.

# Ce que les faits refusent
problem-job-not-open = Cette job n'est pas encore ouverte.
problem-job-already-open = La job { $number } est déjà ouverte.
problem-job-finished = La job { $number } est terminée. Rouvrez-la d'abord.
problem-job-is-open = La job { $number } est déjà ouverte.
problem-job-not-finished = La job { $number } est encore ouverte : terminez-la ou annulez-la d'abord.
problem-job-is-paused = La job { $number } est déjà en pause.
problem-job-not-paused = La job { $number } n'est pas en pause.
problem-quote-archived = Cette soumission est archivée.
problem-quote-settled = La soumission { $number } est réglée : elle ne change plus.
problem-quote-not-sendable = La soumission { $number } ne peut pas être envoyée dans son état actuel.
problem-quote-superseded = La soumission { $number } a été remplacée : la version en vigueur est la { $version }.
problem-quote-not-open = La soumission { $number } n'attend plus de réponse.
problem-visit-archived = Cette visite est archivée.
problem-visit-already-scheduled = Cette visite est déjà cédulée.
problem-visit-status = L'état de cette visite ne le permet pas.
problem-invoice-unknown = Cette facture n'est pas de ce dossier.
problem-invoice-not-draft = La facture { $number } n'est plus un brouillon.
problem-invoice-not-issued = Cette facture n'est pas émise.
problem-invoice-has-payments = La facture { $number } a reçu un paiement : annulez-le d'abord.
problem-allocation-too-large = Le montant dépasse le solde de la facture { $number }.
problem-payment-not-voidable = Ce paiement ne peut plus être annulé.
problem-step-not-skippable = Cette étape ne peut pas être sautée : la job n'aurait plus de suite.

# Champs
problem-field-required = Ce champ est requis.
problem-field-unknown = Ce champ n'existe pas.
problem-field-too-short = C'est trop court.
problem-field-too-long = C'est trop long.
problem-field-too-many = Il y a trop d'éléments.
problem-field-too-few = Il manque des éléments.
problem-field-choice = Cette valeur ne fait pas partie des choix.
problem-field-range = Cette valeur est hors des limites.
problem-field-malformed = Cette valeur n'a pas la bonne forme.
problem-field-email = Cette adresse courriel n'est pas valide.
problem-field-phone = Ce numéro de téléphone n'est pas valide.
problem-field-not-positive = La valeur doit être supérieure à zéro.
problem-field-control-characters = Ce champ contient des caractères qui ne sont pas permis.
problem-field-json = Ce n'est pas du JSON valide.
problem-field-not-found = Cet élément n'existe pas.
problem-field-in-the-future = Ce moment n'est pas encore venu.
