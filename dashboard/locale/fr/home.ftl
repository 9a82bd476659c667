# L'accueil, et la recherche de tout le tableau de bord.

home-nothing-next = Jobs sans suite
home-nothing-next-why = Rien n’est prévu pour ces jobs : ouvrez-les et décidez de la suite.
home-nothing-next-none = Aucune job sans suite : chaque job ouverte a une prochaine étape.
home-held = { $count ->
    [one] { $count } courriel reçu attend votre décision
   *[other] { $count } courriels reçus attendent votre décision
  }
home-clocks = Chronos de plus de 12 heures
home-clock-since = En marche depuis { $when }
home-clock-look = Voir les heures
home-late = { $count } en retard
home-nobody = Sans responsable
home-system = Dossier s’en occupe
home-unscheduled = Visites à céduler
home-unscheduled-empty = Toutes les visites ont une date.

search-title = Recherche
search-label = Rechercher une job, un contact, une soumission, une facture ou un message
search-hint = Rechercher
search-go = Rechercher
search-what = Un nom, un numéro, un bout de téléphone ou d’adresse, un mot d’un message : accents et majuscules ne comptent pas.
search-close = Rien d’exact : voici ce qui est proche de ce que vous avez tapé.
search-none = Rien trouvé pour « { $query } ».
search-all = Voir tous les résultats
search-number = N° { $number }
search-count = { $count ->
    [0] Aucun résultat
    [one] { $count } résultat
   *[other] { $count } résultats
  }
search-kind-job = Jobs
search-kind-contact = Contacts
search-kind-quote = Soumissions
search-kind-invoice = Factures
search-kind-message = Messages
