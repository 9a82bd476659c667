# Courriels reçus : pourquoi ils attendent, ce qui a été ignoré, ce qu'un message a d'inhabituel.

inbound-reason-reply = Réponse du client, ajoutée au dossier.
inbound-reason-request = Demande reçue par courriel : un dossier a été ouvert.
inbound-reason-delivered-by-hand = Ajouté au dossier par votre équipe.
inbound-reason-unknown-sender = L'expéditeur n'est pas une adresse du client de ce dossier.
inbound-reason-forged = Le serveur de messagerie n'a pas pu confirmer l'expéditeur (SPF, DKIM ou DMARC) : il est peut-être falsifié.
inbound-reason-sender-differs = L'adresse affichée et le serveur d'envoi n'appartiennent pas au même domaine : l'expéditeur est peut-être falsifié.
inbound-reason-no-sender = Le courriel ne dit pas qui l'a envoyé.
inbound-reason-odd-sender = Le nom ou l'adresse de l'expéditeur ne peut pas devenir un contact.
inbound-reason-colleague = Envoyé par une personne de votre équipe à l'adresse du client : il n'a pas été transmis.
inbound-reason-too-many = Beaucoup de courriels de cette adresse en une heure.
inbound-reason-spam = Ressemble à un pourriel.
inbound-reason-return-address = Envoyé à l'adresse d'envoi automatique, sans lien avec un dossier.
inbound-reason-refused = Le dossier n'a pas pu le recevoir (par exemple : trop de fichiers).
inbound-reason-internal = Une erreur de notre côté; le courriel est gardé et peut être remis à la main.
inbound-reason-raw-missing = Le contenu du courriel n'a pas pu être relu.
inbound-reason-discarded = Écarté par votre équipe.
inbound-reason-erased = Effacé avec la personne qui l'a écrit.
inbound-reason-loop = Un de nos propres courriels, revenu.
inbound-reason-auto-reply = Réponse automatique (absence du bureau).
inbound-reason-automatic = Courriel envoyé par un programme.
inbound-reason-list = Infolettre ou liste de diffusion.
inbound-reason-null-sender = Courriel sans expéditeur, envoyé par un serveur.
inbound-reason-read-receipt = Accusé de lecture.
inbound-reason-report-bounced = Avis d'un serveur : notre courriel n'a pas été remis.
inbound-reason-report-delayed = Avis d'un serveur : notre courriel est retardé.
inbound-reason-report-delivered = Avis d'un serveur : notre courriel a été remis.
inbound-reason-report-other = Avis d'un serveur de messagerie.
inbound-reason-report-of-nothing = Avis d'un serveur à propos d'un courriel qui n'est pas le nôtre.

timeline-request-received-mail = Demande reçue par courriel.

mail-note-unreadable = Ce courriel est abîmé : l'original complet peut être téléchargé.
mail-note-too-deep = Ce courriel a trop de parties imbriquées pour être lu en entier : l'original complet peut être téléchargé.
mail-note-too-long = Ce courriel est très long : la fin se trouve dans l'original.
mail-note-too-many-parts = Ce courriel a trop de parties : le reste se trouve dans l'original.
mail-note-undecodable = Une pièce jointe est abîmée et pourrait ne pas s'ouvrir.
mail-note-tnef = Une pièce jointe est au format d'Outlook (winmail.dat) : demandez au client de la renvoyer autrement si elle ne s'ouvre pas.
mail-note-empty-attachment = Une pièce jointe vide a été laissée de côté.

problem-inbound-not-waiting = Ce courriel n'attend plus : { $status ->
    [delivered] il a été ajouté à un dossier.
    [discarded] il a été écarté.
   *[other] il a déjà été traité.
  }
problem-inbound-needs-job = Choisissez le dossier auquel ajouter ce courriel.
problem-inbound-sender-unfit = L'expéditeur de ce courriel ne peut pas devenir un contact : choisissez un dossier existant.
