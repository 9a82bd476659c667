# Heures d’ouverture

problem-field-closes-before-opening = L'heure de fermeture vient après l'heure d'ouverture.
problem-field-clock = Une heure et des minutes, par exemple 08:00.
