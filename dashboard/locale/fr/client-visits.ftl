client-visit-all-day = toute la journée
client-visit-window = { $day }, arrivée entre { $first } et { $last }
client-visit-expected = En route : arrivée prévue à { $time }
