# Pourquoi un message n'est pas arrivé : failure-<classe>; ce que le bureau peut y faire : .todo.
failure-no-address = On n'a pas d'adresse pour ce client.
    .todo = Ajoutez une adresse à son contact et réessayez, ou appelez.
failure-address-wrong = L'adresse n'existe pas ou n'accepte pas de messages.
    .todo = Vérifiez l'adresse avec le client, puis envoyez à la bonne.
failure-mailbox-full = La boîte du destinataire est pleine.
    .todo = Appelez le client, ou réessayez plus tard.
failure-too-large = Le message est trop gros pour le serveur du destinataire.
    .todo = Envoyez-le sans pièce jointe : le client la trouve sur sa page.
failure-refused-by-policy = Le serveur du destinataire a refusé le message.
    .todo = Essayez une autre adresse du client, ou appelez.
failure-greylisted = Le serveur du destinataire demande de revenir plus tard.
    .todo = Réessayez, ou appelez le client.
failure-busy = Le serveur n'est pas disponible.
    .todo = Réessayez, ou appelez le client.
failure-our-side = Le message a été refusé à cause d'un réglage de notre côté.
    .todo = Prévenez la personne qui gère Dossier, puis réessayez.
failure-stopped = L'envoi a été arrêté, par vous ou par le client.
    .todo = Rien à faire; pour joindre le client, appelez.
failure-uncertain = La connexion s'est rompue avant la réponse : le message est peut-être arrivé.
    .todo = Demandez au client s'il l'a reçu avant de le renvoyer.
failure-unknown = Le message a été refusé ({ $code }).
    .todo = Essayez une autre adresse du client, ou appelez.
failure-waiting = On réessaie tout seul; rien à faire pour le moment.

problem-sms-off = Les textos ne sont pas activés pour votre entreprise.
problem-sms-stopped = Ce numéro ne veut plus de textos (STOP). Écrivez par courriel ou appelez.
problem-contact-without-mobile = Il n'y a pas de cellulaire pour { $name }. Ajoutez-en un, écrivez par courriel ou appelez.
problem-message-not-failed = Ce message n'a pas échoué : il n'y a rien à réessayer.
problem-message-no-longer-due = Ce message n'a plus lieu d'être : ce qu'il disait n'est plus vrai.
problem-signature-invalid = La signature de cet appel n'est pas bonne.
problem-field-sms-number = Il faut un numéro pour envoyer des textos.
problem-field-sms-number-taken = Ce numéro est déjà utilisé.

mail-unsubscribe = Ne plus recevoir de relances ni d'offres par courriel
mail-files-on-page = Sur votre page, par le lien ci-dessous : { $names }.
