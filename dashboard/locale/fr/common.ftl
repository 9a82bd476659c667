# Le cadre : navigation, session, problèmes, mots communs.

skip = Aller au contenu
nav = Navigation principale
nav-home = Accueil
nav-new = Nouvelle job
nav-jobs = Jobs
nav-menu = Menu
language = Langue
sign-out = Se déconnecter
save = Enregistrer
cancel = Annuler
search = Chercher
optional = (facultatif)
reason = Raison
pages = Pages
next-page = Page suivante
see-all = Tout voir
go-home = Retour à l’accueil
try-again = Réessayer
back-to-job = Retour à la job

day-today = aujourd’hui
day-tomorrow = demain
day-yesterday = hier
day-at = { $day }, { $time }
hours = { $hours } h { $minutes }

form-problem =
    { $count ->
        [one] Un point à corriger
       *[other] { $count } points à corriger
    }

not-found-title = Cette page n’existe pas
not-found-text = L’adresse est incomplète, ou ce que vous cherchez n’existe plus.
forbidden-title = Vous n’avez pas accès à cette page
problem-title = Ça n’a pas fonctionné
problem-bad-form = Le formulaire reçu est illisible.
down-title = Un instant
down-text = Un de nos services ne répond pas. Rien n’est perdu : réessayez dans quelques secondes.
broken-title = Une erreur de notre côté
broken-text = L’erreur est notée. Rien n’est perdu : revenez en arrière ou réessayez.

sign-in-title = Se connecter
sign-in-lead = Vos jobs, de la demande au paiement.
sign-in-email = Courriel
sign-in-password = Mot de passe
sign-in-button = Se connecter
sign-in-missing = Entrez votre courriel et votre mot de passe.
sign-in-refused = Courriel ou mot de passe inconnu.

account-title = Menu
account-name = Nom
account-email = Courriel
account-company = Entreprise
account-plan = Forfait

flash-job-opened = Job { $number } ouverte.
flash-job-closed = Job terminée.
flash-job-reopened = Job rouverte.
flash-job-cancelled = Job annulée.
flash-job-paused = Envois automatiques en pause.
flash-job-resumed = Envois automatiques repris.
flash-described = Enregistré.
flash-reply-queued = Message remis à l’envoi.
flash-phase-set = Phase changée.
flash-step-skipped = Étape sautée.
