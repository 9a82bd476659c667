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
