# Messages : gabarits, réparations, désabonnement.
settings-messages = Gabarits de messages
settings-messages-about = Les mots de vos courriels et textos, en français et en anglais.
templates-title = Gabarits de messages
templates-intro = Ce que Dossier écrit à vos clients en votre nom. Changez les mots; les champs entre accolades se remplissent tout seuls.
template-own = Vos mots
template-standard = Texte de base
template-channel-mail = Courriel
template-channel-sms = Texto
template-subject = Objet
template-body = Texte
template-preview = Ce que le client lira
template-preview-wait = L’aperçu suit ce que vous écrivez.
template-words = Champs que vous pouvez écrire
template-required = (obligatoire)
template-reset = Revenir au texte de base
template-sms = { $units } caractères, { $segments ->
    [one] { $segments } texto
   *[other] { $segments } textos
} ({ $encoding })
language-fr = Français
language-en = Anglais
flash-template-saved = Gabarit enregistré.
flash-template-reset = Le texte de base est de retour.

channel-sms = texto
reply-channel = Comment l’envoyer
reply-by-mail = Par courriel
reply-by-sms = Par texto
reply-hint-sms = Part par texto et reste dans la job.
reply-attach = Joindre des fichiers de la job
reply-attach-hint = Jusqu’à 15 Mo en tout; au-delà, le client les trouve sur sa page.
message-uncertain = Le message est peut-être arrivé, peut-être pas.
message-retry = Réessayer
message-elsewhere = Autre adresse
message-to-email = Courriel
message-to-phone = Cellulaire
message-keep-address = La garder pour ce client
message-send-there = Envoyer là
message-called = J’ai appelé
message-called-what = Ce qui a été dit
message-called-note = Noter l’appel
called-empty = Écrivez ce qui a été dit.
flash-message-retried = Message remis à l’envoi.
flash-message-called = Appel noté : c’est réglé.

trouble-title = Messages non livrés
trouble-none = Tous vos messages sont arrivés.
trouble-waiting = Seulement ceux qui attendent quelqu’un
trouble-all = Voir aussi ceux qui sont réglés
trouble-open = Ouvrir la job
trouble-more = Voir plus

unsubscribe-title = Vos courriels
unsubscribe-ask = Ne plus recevoir de relances ni d’offres de { $company } à { $address }?
unsubscribe-still = Vous recevrez encore ce qui concerne vos travaux en cours : visites, factures, reçus et réponses.
unsubscribe-do = Ne plus les recevoir
unsubscribe-done = C’est fait : { $company } ne vous enverra plus de relances ni d’offres.
unsubscribe-again = Les recevoir de nouveau

settings-snippets = Réponses prêtes
settings-snippets-about = Ce que le bureau répond souvent, à portée d’un choix.
snippets-title = Réponses prêtes
snippets-none = Aucune réponse prête encore. Gardez ici ce que vous écrivez souvent.
snippet-new = Nouvelle réponse
snippet-title = Nom
snippet-body-fr = Texte en français
snippet-body-en = Texte en anglais
snippet-hint = On peut écrire {"{"}client{"}"}, {"{"}entreprise{"}"}, {"{"}téléphone{"}"} et {"{"}job{"}"}.
snippet-remove = Retirer
flash-snippet-saved = Réponse gardée.
flash-snippet-removed = Réponse retirée.
reply-snippet = Réponse prête
reply-snippet-none = Choisir…
