# D’où vient une facture : une copie, une visite, une partie de soumission ; son plan de paiement, ses deux versions, les contrats.

invoice-duplicate = Dupliquer
invoice-from-visit = D’une visite complétée
invoice-its-visit = Voir la visite
invoice-issue-on = Émise et envoyée d’elle-même le
invoice-issue-on-hint = Vide : quelqu’un l’émet.
invoice-issue-work-done = Vide : elle part d’elle-même une fois les travaux finis.
flash-invoice-duplicated = Copie prête, en brouillon.

visit-invoice = Facturer la visite
visit-invoice-materials = Facturer le matériel
visit-invoice-make = Faire le brouillon
visit-invoice-hint = C’est un brouillon : prix et lignes se corrigent avant l’émission.
visit-invoiced-before = Cette visite est déjà facturée.
visit-price-of-catalogue = prix du catalogue
visit-price-none = sans prix
visit-hourly-rate = Taux horaire
visit-hourly-rate-hint = Vide : les heures ne sont pas facturées.
visit-hours-taxable = Main-d’œuvre taxable

part-title = Facturer une partie
part-so-far = Facturé jusqu’ici
part-total = Soumission
part-invoiced = Déjà facturé
part-left = Reste à facturer
part-how = Combien cette fois ?
part-percent = En pourcentage
part-amount = Un montant
part-rest = Tout le reste
part-percent-label = Pourcentage de la soumission
part-percent-hint = De { $total }, taxes comprises.
part-percent-wrong = Entrez un pourcentage entre 0 et 100, par exemple 30 ou 12,5.
part-amount-label = Montant, taxes comprises
part-amount-hint = Au plus { $left }.
part-make = Faire le brouillon
part-nothing-left = Cette soumission est facturée en entier.
part-lines-stay = C’est une partie d’une soumission : ses montants suivent de la soumission et ne changent pas ici.

plan-title = Versements
plan-make = Payable en plusieurs versements
plan-change = Changer les versements
plan-split = Partager en versements égaux
plan-count = Nombre
plan-first = Le premier
plan-every = Puis
plan-every-month = chaque mois
plan-every-two-weeks = toutes les deux semaines
plan-every-week = chaque semaine
plan-split-button = Calculer
plan-count-wrong = Entrez un nombre de 2 à { $most }.
plan-first-wrong = Entrez une date.
plan-dues = Versements
plan-hint = Ensemble, ils font le total. Un montant laissé vide prend le reste.
plan-nth = Versement { $number }
plan-empty = Inscrivez au moins un versement, ou calculez-les.
plan-one-rest = Un seul versement peut prendre le reste.
plan-save = Garder ces versements
plan-clear = Payable en une fois
plan-in-parts = { $count ->
        [one] Payable en 1 versement.
       *[other] Payable en { $count } versements.
    }
plan-last-follows = Si le total change, le dernier versement suit.
plan-does-not-fit = Le nouveau total est plus petit que les versements. Changez d’abord les versements.
plan-due-paid = payé
flash-plan-saved = Versements enregistrés.
flash-plan-removed = Facture payable en une fois.

invoice-delete = Supprimer le brouillon
invoice-delete-hint = Il disparaît pour de bon et ne prend aucun numéro.
invoice-delete-visit = La visite pourra être facturée de nouveau.
invoice-delete-quote = Sa part de la soumission sera de nouveau à facturer.
invoice-changed-unread = Quelqu’un d’autre a changé ce brouillon entretemps. Rien n’a été fait : relisez-le, le voici à jour.
invoice-issued-unread = Quelqu’un d’autre a émis cette facture entretemps. Rien d’autre n’a été fait.
status-invoice-deleted = Supprimé
flash-invoice-deleted = Brouillon supprimé.

versions-title = Quelqu’un d’autre a changé ce brouillon entretemps
versions-title-contract = Quelqu’un d’autre a changé ce contrat entretemps
versions-title-item = Quelqu’un d’autre a changé cet article entretemps
versions-title-taxes = Quelqu’un d’autre a changé ce groupe de taxes entretemps
versions-due = Versement
versions-title-settings = Quelqu’un d’autre a changé ces réglages entretemps
versions-about = Rien n’est perdu : ce que vous avez écrit est encore dans le formulaire. Ce qui diffère est marqué.
versions-mine = La vôtre
versions-theirs = La leur, enregistrée
versions-line = Ligne { $number }
versions-differ = diffère
versions-keep-mine = Garder la mienne
versions-take-theirs = Prendre la leur
versions-hint = Vous pouvez aussi corriger le formulaire plus bas, puis enregistrer : il remplacera leur version.
versions-usual-terms = selon les termes
versions-by-hand = par quelqu’un

contracts-title = Contrats récurrents
contracts-none = Aucun contrat. Un contrat fait ses factures de lui-même, chaque mois ou chaque saison.
contract-new = Nouveau contrat récurrent
contract-name = Nom du contrat
contract-name-hint = Par exemple : Entretien mensuel. Vide : la première ligne.
contract-days = Quand
contract-days-stay = Les dates d’un contrat ne changent pas : finissez-le et faites-en un autre.
contract-first = Première facture le
contract-repeat-month = Aux mois
contract-repeat-week = Aux semaines
contract-repeat-year = Aux ans
contract-count = Nombre de factures
contract-starts-wrong = Entrez la date de la première facture.
contract-every-wrong = Entrez un nombre plus grand que zéro.
contract-until-wrong = Entrez une date de fin, après la première facture.
contract-count-wrong = Entrez le nombre de factures.
contract-mode = À chaque date, la facture
contract-mode-send = est émise et envoyée
contract-mode-issue = est émise, sans envoi
contract-mode-draft = attend en brouillon
contract-terms = Délai de paiement (jours)
contract-terms-hint = À partir de l’émission. Vide : celui du client ou de l’entreprise.
contract-terms-wrong = Entrez un nombre de jours, ou rien.
contract-terms-fact = Délai de paiement
contract-terms-usual = celui du client ou de l’entreprise
contract-terms-days = { $count ->
    [0] payable dès l’émission
    [one] { $count } jour
   *[other] { $count } jours
}
contract-each-invoice = Chaque facture
contract-taxes-hint = Aux taxes d’aujourd’hui ; chaque facture prend celles de sa date.
contract-invoices = Factures du contrat
contract-no-invoice = Aucune encore.
contract-since = Depuis
contract-next = Prochaine facture
contract-next-on = prochaine : { $day }
contract-none-while-paused = aucune, en pause
contract-pause = Mettre en pause
contract-resume = Reprendre
contract-resume-hint = Rien n’est facturé pour le temps de la pause.
contract-end = Finir le contrat
contract-end-hint = Aucune facture ne viendra plus. Celles d’avant restent.
contract-trouble = facture refusée
contract-trouble-more = La dernière facture n’a pas pu se faire. Elle est réessayée d’heure en heure : vérifiez les lignes et les numéros de taxes.
contract-each-month = { $count ->
        [one] chaque mois
       *[other] tous les { $count } mois
    }
contract-each-week = { $count ->
        [one] chaque semaine
       *[other] toutes les { $count } semaines
    }
contract-each-year = { $count ->
        [one] chaque année
       *[other] tous les { $count } ans
    }
contract-said-until = jusqu’au { $day }
contract-said-count = { $count } fois
status-contract-active = En cours
status-contract-paused = En pause
status-contract-ended = Fini
flash-contract-made = Contrat créé.
flash-contract-changed = Contrat changé.
flash-contract-pause = Contrat en pause.
flash-contract-resume = Contrat repris.
flash-contract-end = Contrat fini.

invoice-deliver = Remise par un autre moyen
invoice-deliver-hint = Le client l’a reçue autrement que par courriel. Rien ne part maintenant ; les rappels suivent quand même.
invoice-deliver-button = Noter la remise
invoice-delivered = Remise
invoice-delivered-how = Comment
invoice-delivered-on = Le
invoice-delivered-hand = En main propre
invoice-delivered-post = Par la poste
invoice-delivered-other = Autrement
status-invoice-delivered = Remise
flash-invoice-delivered = Remise de la facture { $number } notée.

online-calls = Appels du fournisseur refusés
online-calls-about = Ce que le fournisseur de paiement a signalé et qui n’a rien changé ici.
online-calls-none = Aucun. Tout ce que le fournisseur a signalé est fait.
online-call-refused = Refusé
online-call-waiting = Repris de lui-même
online-call-tries = { $count ->
        [one] 1 essai
       *[other] { $count } essais
    }
online-calls-more = Plus anciens

payment-fee = Frais à facturer
payment-fee-hint = Un brouillon à part, sur la même job, sans taxes.
payment-fee-button = Faire le brouillon des frais
payment-fee-wrong = Entrez le montant des frais, jusqu’à 10 000 $.
payment-fee-line = Frais pour paiement retourné par la banque (reçu { $number })
flash-payment-fee = Frais prêts, en brouillon.
payment-refund-after-release = Pour rembourser sur la carte ou le compte d’origine, retirez d’abord le montant de la facture.
