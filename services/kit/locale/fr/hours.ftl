problem-time-overlap = { $running ->
    [true] L'horloge de { $who } tourne pour la job { $number } depuis le { $starts }.
   *[other] { $who } a déjà des heures pour la job { $number }, du { $starts } au { $ends }.
}
    .title = Heures en même temps
problem-week-approved = La semaine du { $first } est approuvée. Rouvrez-la d'abord.
    .title = Semaine approuvée
problem-entry-running = Cette horloge tourne encore. Arrêtez-la d'abord à sa vraie fin.
problem-entry-not-running = Cette horloge est déjà arrêtée.
problem-entry-replaced = Ces heures ont déjà été corrigées ou annulées. Corrigez la version en vigueur.
problem-timesheet-changed = Les heures de cette semaine ont changé entre-temps. Regardez-les avant d'approuver.
problem-timesheet-status = L'état de cette feuille de temps ne le permet pas.
problem-timesheet-clock-running = L'horloge de { $who } tourne encore cette semaine-là. Arrêtez-la d'abord.
problem-timesheet-not-over = Cette semaine n'est pas finie.

problem-field-entry-too-long = Une entrée compte au plus 24 heures.
problem-field-week = Une semaine a la forme 2026-W48.
problem-field-too-many-weeks = La période compte au plus 53 semaines.

time-kind-work = Travail
time-kind-travel = Déplacement
time-source-clock = Horloge
time-source-manual = À la main
time-source-correction = Correction
time-source-late = Horloge, reçu plus tard
timesheet-status-open = Ouverte
timesheet-status-submitted = Soumise
timesheet-status-approved = Approuvée
timesheet-status-sent-back = Renvoyée
timesheet-line-entry = Heures
timesheet-line-week = Total de la semaine
timesheet-line-total = Total
timesheet-csv-line = Ligne
timesheet-csv-week = Semaine
timesheet-csv-resource = Ressource
timesheet-csv-day = Jour
timesheet-csv-begin = Début
timesheet-csv-end = Fin
timesheet-csv-job = Job
timesheet-csv-title = Titre
timesheet-csv-kind = Genre
timesheet-csv-source = Source
timesheet-csv-duration = Durée
timesheet-csv-hours = Heures
timesheet-csv-minutes = Minutes
timesheet-csv-seconds = Secondes
timesheet-csv-cost = Coût
timesheet-csv-note = Note
timesheet-csv-status = Statut
