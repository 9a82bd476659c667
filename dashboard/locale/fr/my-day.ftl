# Ma journée. { "{" }count{ "}" }, { "{" }when{ "}" } et { "{" }time{ "}" } sont remplis par le téléphone.

my-day-title = Ma journée
my-day-app = Dossier, ma journée
my-day-days = Jours
my-day-before = Jour précédent
my-day-after = Jour suivant
my-day-today = Aujourd’hui
my-day-whose = La journée de
my-day-mine = Moi
my-day-look = Voir
my-day-empty = Aucune visite ce jour-là.
my-day-nobody = Vous n’avez pas de visites à votre nom.
my-day-all-done = Tout est fait pour aujourd’hui.
my-day-over =
    { $count ->
        [one] Une visite terminée
       *[other] { $count } visites terminées
    }
my-day-all-day = Toute la journée
my-day-window = Arrivée entre { $first } et { $last }
my-day-start = Démarrer
my-day-resume = Reprendre
my-day-pause = Pause
my-day-complete = Terminer
my-day-en-route = En route
my-day-call = Appeler
my-day-navigate = Itinéraire
my-day-photo = Photo
my-day-invoice = Facturer sur place
my-day-note = Ajouter une note
my-day-note-keep = Garder la note
my-day-minutes = Arrivée prévue
my-day-minutes-unsaid = sans heure
my-day-in-minutes = dans { $minutes } min
my-day-photos =
    { $count ->
        [one] Une photo
       *[other] { $count } photos
    }
my-day-material = Ajouter du matériel
my-day-material-what = Quoi
my-day-material-amount = Quantité
my-day-material-unit = Unité
my-day-material-keep = Noter le matériel
my-day-sign = Signature
my-day-sign-title = Signature du client
my-day-sign-for = Je confirme que { $company } a fait ce travail.
my-day-sign-name = Nom
my-day-sign-here = Signez ici avec le doigt
my-day-sign-missing = Il manque le nom ou la signature.
my-day-sign-keep = Garder la signature
my-day-sign-clear = Effacer
my-day-signed = Signée { $when }
my-day-signed-word = Signature
my-day-running = Au travail depuis { "{" }time{ "}" }
my-day-running-since = Au travail depuis { $when }
my-day-wait-one = 1 geste en attente d’envoi
my-day-wait-many = { "{" }count{ "}" } gestes en attente d’envoi
my-day-said-photo = Photo ajoutée.
my-day-net-offline = Pas de réseau. Voici votre journée, reçue { "{" }when{ "}" } : continuez, tout partira au retour du réseau.
my-day-net-sending = Envoi en cours.
my-day-net-signed-out = Votre connexion est expirée. Vos gestes restent sur ce téléphone; connectez-vous pour les envoyer.
my-day-net-other = Des gestes d’une autre personne attendent sur ce téléphone. Ils partiront quand elle se connectera.
my-day-answers = Ce qui s’est passé
flash-my-day = { $text }

unsent-leave-one = 1 geste n’est pas encore envoyé. Il restera sur ce téléphone et partira quand vous vous reconnecterez ici. Se déconnecter quand même?
unsent-leave-many = { "{" }count{ "}" } gestes ne sont pas encore envoyés. Ils resteront sur ce téléphone et partiront quand vous vous reconnecterez ici. Se déconnecter quand même?
unsent-sign-in-one = 1 geste de Ma journée attend sur ce téléphone. Il partira dès que la personne qui l’a fait se connecte.
unsent-sign-in-many = { "{" }count{ "}" } gestes de Ma journée attendent sur ce téléphone. Ils partiront dès que la personne qui les a faits se connecte.
