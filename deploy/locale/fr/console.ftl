# Le terminal : ./dossier

help-dossier = Dossier : une demande, un dossier numéroté, un déroulement qui ne s'arrête pas.
help-up = Démarrer Dossier au complet sur cette machine, jusqu'à Ctrl-C.
help-test = Lancer toutes les vérifications et tous les tests ; avec des arguments, pytest seulement.
help-demo = Jouer un job, du formulaire web au paiement, sur la pile en marche.
help-migrate = Mettre à jour le schéma de la base de la pile en marche.
help-lock = Recalculer requirements.lock à partir de pyproject.toml.
help-fresh = Oublier d'abord toutes les données de ce dossier.
help-empty = À la première fois, créer seulement l'entreprise, son propriétaire et son formulaire.
help-port-base = Premier de treize ports consécutifs, au lieu des ports habituels.
help-data = Où gardent leurs données la base, Temporal, la boîte de courriels et les journaux.

assets = Composants du navigateur
migrations = Schéma de la base
company = Entreprise de démonstration
rebuild = Déroulements reconstruits à partir de la base
start-postgres = Postgres
start-temporal = Temporal
start-mail = Boîte de courriels locale
start-bank = Banque locale
start-accounts = Service accounts
start-intake = Service intake
start-jobs = Service jobs
start-billing = Service billing
start-workers = Exécutants (workers)
start-relay = Relais
start-inbound = Courriels reçus
start-dashboard = Tableau de bord

table-what = Quoi
table-where = Où
table-sign-in = Connexion
table-password = Mot de passe
table-role = Rôle
table-dashboard = Tableau de bord
table-intake = API intake
table-jobs = API jobs
table-billing = API billing
table-accounts = API accounts
table-temporal-ui = Temporal (pages)
table-mail = Boîte de courriels
table-bank = Banque des clients
table-form = Formulaire de demande
table-temporal-address = Temporal
table-smtp-address = SMTP
table-database-address = Postgres
ready = Prêt. Les mêmes adresses pour les programmes : { $file }. Ctrl-C arrête tout.
stopping = Arrêt en cours…
stopped = Arrêté. « ./dossier up » reprendra avec les mêmes données.
process-died = « { $name } » s'est arrêté ; redémarrage.
process-back = « { $name } » est de retour.
ending-leftovers = { $count ->
    [one] Fin d'un processus laissé par un démarrage précédent.
   *[other] Fin de { $count } processus laissés par un démarrage précédent.
}

folder-in-use = Une autre pile Dossier utilise déjà { $folder } : arrêtez-la, ou choisissez un autre dossier avec --data.
folder-not-ours = { $folder } contient autre chose qu'une pile Dossier : choisissez un dossier vide ou nouveau avec --data.
port-taken = Le port { $port } est déjà pris : arrêtez le programme qui l'utilise, ou choisissez d'autres ports, par exemple avec --port-base 20000.
port-out-of-range = { $port } n'est pas un port possible : choisissez --port-base entre 1 et 65523.
disk-full = Le disque de { $folder } est plein ({ $free } Mo libres, il en faut { $needed }) : libérez de la place, ou choisissez un autre disque avec --data.
library-missing = Il manque la bibliothèque système { $library } : installez-la, sous Debian ou Ubuntu avec « apt-get install { $package } ».
not-allowed = Impossible d'écrire { $path } : corrigez les permissions, ou choisissez un autre dossier avec --data.
system-refused = Le système a refusé : { $reason } ({ $path }).
process-failed = « { $name } » n'a pas démarré : { $last } (journal : { $log })
postgres-failed = Postgres n'a pas démarré : { $last }
assets-failed = npm n'a pas pu installer les composants du navigateur : { $last }
nothing-running = Aucune pile ne tourne dans { $folder } : lancez d'abord « ./dossier up » dans un autre terminal.
uv-missing = Le programme uv est introuvable : installez-le avec « pip install uv ».
chromium-missing = Chromium est introuvable : installez-le, sous Debian ou Ubuntu avec « sudo apt-get update && sudo apt-get install -y chromium ».
chromium-installing = Installation de Chromium avec apt-get.

check-lint = ruff check
check-format = ruff format --check
check-types = mypy (strict)
check-imports = lint-imports
check-tests = pytest
check-passed = réussi
check-failed = échoué
