# Le bon de travail d'une visite

work-order = Bon de travail
work-order-file = bon-de-travail
work-order-when = Rendez-vous
work-order-no-date = À céduler
work-order-hours = de { $first } à { $last }
work-order-window = arrivée entre { $first } et { $last }
work-order-until = jusqu’au { $day }
work-order-service = Service
work-order-people = Équipe
work-order-started = Début
work-order-completed = Fin
work-order-worked = Heures
work-order-instructions = Instructions
work-order-note = Notes
work-order-ticked = Fait
work-order-open = À faire
work-order-optional = facultatif
work-order-materials = Matériel
work-order-signature = Signature du client
work-order-signature-of = Signature de { $name }
work-order-signed = Signé le { $when }
work-order-to-sign = Je confirme que les travaux décrits ci-dessus ont été faits.
