# Le formulaire d’une visite ou d’une série, sa page, les listes de contrôle.

visit-when = Quand et qui
visit-what = Quoi
visit-timing-fixed = Heure fixe
visit-timing-window = Plage d’arrivée
visit-timing-all-day = Toute la journée
visit-timing-none = À céduler
visit-undated-hint = Sans date pour l’instant : la visite attend dans la liste « À céduler ».
visit-last-day = Dernier jour
visit-window-to = Arrivée au plus tard
visit-window-hint = Le client reçoit la plage d’arrivée, de l’heure de début à celle-ci. « À » est la fin du temps réservé.
visit-day-wrong = Entrez la date.
visit-last-day-wrong = Le dernier jour vient avant le premier.
visit-window-wrong = La plage d’arrivée doit finir après le début.
visit-title = Titre de la visite
visit-title-hint = Sans titre : { $title }
visit-note-visible = Note pour le client
visit-note-visible-hint = Le client la voit sur son lien et sur ce qu’il signe.
visit-note-internal = Note interne
visit-note-internal-hint = Pour l’équipe seulement.
visit-checklists = Listes de contrôle
checklist-count = { $count ->
        [one] 1 point
       *[other] { $count } points
    }
visit-conflicts = Pas libre à ce moment
visit-conflict-job = job { $number }
visit-conflict-held = gardé jusqu’à { $time }
visit-anyway = Réserver quand même

slots-button = Proposer un moment
slots-title = Moments libres
slots-hint = Le moment choisi est gardé 10 minutes, le temps que le client réponde.
slots-hint-edit = Le moment choisi est mis dans le formulaire.
slots-none = Aucun moment libre de cette durée dans les 14 jours qui suivent. Choisissez une autre date ou d’autres personnes.
hold-kept = Gardé pour vous : { $when }, { $who }. Jusqu’à { $until }.
hold-release = Libérer ce moment
hold-over = Le délai de 10 minutes est passé : ce moment n’est plus gardé.

series-title = Répétition
series-repeat = Se répète
series-repeat-no = Une seule fois
series-repeat-day = Aux jours
series-repeat-week = Aux semaines
series-repeat-month = Aux mois
series-repeat-year = Aux ans
series-every = Tous les (nombre)
series-weekdays = Jours de la semaine
series-weekdays-hint = Sans choix : le jour de la première date.
weekday-mo = lun.
weekday-tu = mar.
weekday-we = mer.
weekday-th = jeu.
weekday-fr = ven.
weekday-sa = sam.
weekday-su = dim.
series-month-by = Dans le mois
series-month-day = À la même date
series-month-weekday = Au même jour de semaine
series-ends = Fin
series-ends-never = Sans fin
series-ends-until = À une date
series-ends-count = Après un nombre
series-until = Jusqu’au
series-count = Nombre de visites
series-until-wrong = Entrez une date de fin, après la première visite.
series-count-wrong = Entrez le nombre de visites.
series-holidays = Jours fériés
series-holidays-skip = Sauter la visite
series-holidays-next = Remettre au jour ouvrable suivant
series-holidays-keep = Garder la visite
series-preview = Voir les prochaines dates
series-next = Prochaines dates
series-more = Et ainsi de suite : les visites se créent d’avance, d’elles-mêmes.
series-last = La série finit là.
series-choose-rule = Choisissez comment la visite se répète.
series-needs-time = Une série a besoin d’une date : choisissez une heure, une plage ou toute la journée.
series-day-moves-one = Une autre date ne vaut que pour cette visite. Choisissez « Cette visite ».
series-scope = Cette visite fait partie d’une série. Changer :
series-scope-this = Cette visite
series-scope-following = Celle-ci et les suivantes
series-scope-all = Toutes à venir
series-scope-hint = Les visites déplacées une à une gardent leur date et leurs personnes.

flash-visit-drafted = Visite ajoutée, à céduler.
flash-series-planned = Série créée : ses visites sont cédulées.
flash-series-changed = Série changée.
