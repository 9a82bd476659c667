# Plusieurs factures à la fois.

batch-title = Émettre plusieurs factures
batch-several = Émettre plusieurs brouillons
batch-lead = Chaque brouillon coché prend son numéro, dans l’ordre de sa création.
batch-none-chosen = Cochez au moins un brouillon.
batch-no-drafts = Aucun brouillon n’attend d’être émis.
batch-running = Émission en cours
batch-done = Émission terminée
batch-count = { $done } sur { $total }
batch-outcome = { $done ->
    [one] { $done } émise
   *[other] { $done } émises
}, { $failed ->
    [one] { $failed } refusée
   *[other] { $failed } refusées
}
batch-go-on = Continuer
batch-line-pending = En attente
batch-line-done = Émise
batch-line-failed = Refusée
