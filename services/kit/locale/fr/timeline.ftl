# L'historique d'une job : timeline-<fait>, une phrase au passé.
timeline-with-reason = { $text } Motif : { $reason }
timeline-other = Un événement a été enregistré.

timeline-actor-user = Membre de l'équipe
timeline-actor-contact = Client
timeline-actor-site = Site web
timeline-actor-system = Dossier

timeline-request-received = Demande reçue du site web.

timeline-job-opened = Job { $number } ouverte { $source ->
    [web] à partir du site web
    [phone] à la suite d'un appel
    [email] à la suite d'un courriel
   *[app] au tableau de bord
}.
timeline-job-opened-imported = Job { $number } reprise d'un autre système.
timeline-job-described = Titre ou description modifiés.
timeline-job-assigned = Job confiée à { $name }.
timeline-job-assigned-nobody = La job n'est plus confiée à personne.
timeline-job-phase-set = Étape fixée à la main : { $phase }.
timeline-job-phase-set-back = L'étape suit de nouveau ce qui se passe.
timeline-job-paused = Envois automatiques mis en pause.
timeline-job-paused-until = Envois automatiques mis en pause jusqu'au { $until }.
timeline-job-resumed = Envois automatiques repris.
timeline-job-closed = Job terminée.
timeline-job-closed-lost = Job perdue.
timeline-job-reopened = Job rouverte.
timeline-job-cancelled = Job annulée.
timeline-policy-pinned = De nouveaux réglages d'automatisation s'appliquent à cette job.

timeline-step-done = Étape faite : { $step }.
timeline-step-skipped = Étape sautée : { $step }.
timeline-step-snoozed = Étape reportée au { $until } : { $step }.
timeline-step-dropped = Étape abandonnée au dernier moment, devenue inutile : { $step }.
timeline-step-stuck = Étape bloquée : { $step }.

timeline-time-recorded = { $hours } h de travail notées pour { $name }.

timeline-document-rendered = Le PDF est prêt.
timeline-document-failed = Le PDF n'a pas pu être produit. Prochain essai : { $until }.
timeline-document-failed-for-good = Le PDF n'a pas pu être produit. Quelqu'un doit y voir.

timeline-message-received = Message reçu du client { $channel ->
    [portal] sur sa page
    [mail] par courriel
    [sms] par texto
   *[phone] par téléphone
}.
timeline-message-queued = Réponse écrite au client.
timeline-message-logged = { $channel ->
    [phone] Appel consigné.
   *[note] Note ajoutée.
}
timeline-message-accepted = Courriel parti : { $step }.
timeline-message-ambiguous = Courriel parti, peut-être en double : { $step }.
timeline-message-deferred = Courriel retardé : { $step }. Prochain essai : { $until }.
timeline-message-failed = Courriel non livré : { $step }.

timeline-quote-drafted = Soumission { $number } préparée (version { $version }, { $total }).
timeline-quote-sent = Soumission { $number } envoyée (version { $version }, { $total }), valide jusqu'au { $valid-until }.
timeline-quote-sent-delivered = Soumission { $number } remise au client { $by ->
    [hand] en main propre
    [post] par la poste
   *[other] autrement
} (version { $version }, { $total }), valide jusqu'au { $valid-until }.
timeline-quote-viewed = Soumission { $number } consultée par le client.
timeline-quote-accepted = Soumission { $number } acceptée par le client ({ $total }).
timeline-quote-accepted-office = Soumission { $number } acceptée, consignée par le bureau ({ $total }).
timeline-quote-declined = Soumission { $number } refusée par le client.
timeline-quote-declined-office = Soumission { $number } refusée, consignée par le bureau.
timeline-quote-expired = Soumission { $number } expirée.
timeline-quote-superseded = Version { $version } de la soumission { $number } remplacée.
timeline-quote-voided = Le client annule le contrat de la soumission { $number }.
timeline-quote-voided-office = Soumission { $number } annulée.

timeline-visit-scheduled = Visite cédulée : { $starts } ({ $names }).
timeline-visit-rescheduled = Visite déplacée : { $starts } ({ $names }).
timeline-visit-en-route = En route vers le client.
timeline-visit-started = Visite commencée.
timeline-visit-paused = Visite mise en pause.
timeline-visit-resumed = Visite reprise.
timeline-visit-completed = Visite complétée.
timeline-visit-cancelled = Visite annulée.
timeline-visit-reopened = Visite rouverte.

timeline-invoice-drafted = Brouillon de facture préparé ({ $total }).
timeline-invoice-issued = Facture { $number } émise ({ $total }), payable au plus tard le { $due }.
timeline-invoice-sent = Facture { $number } { $occurrence ->
    [1] envoyée
   *[other] envoyée de nouveau
}.
timeline-invoice-viewed = Facture { $number } consultée par le client.
timeline-invoice-voided = Facture { $number } annulée.
timeline-invoice-voided-draft = Brouillon de facture supprimé.

timeline-payment-received = Paiement de { $amount } reçu { $method ->
    [cash] en argent comptant
    [cheque] par chèque
    [interac] par virement Interac
    [card] par carte
    [bank_debit] par prélèvement bancaire
   *[other] par un autre moyen
} (reçu { $receipt }).
timeline-payment-voided = Paiement annulé.

timeline-job-archived = Job archivée.
timeline-job-unarchived = Job sortie des archives.
timeline-job-contact-set = La job appartient maintenant à { $client }.
timeline-job-preferences-set = Les préférences du client ont changé.
timeline-job-contract-set = Contrat de facturation : prochaine facture le { $on }.
timeline-job-contract-set-paused = Contrat de facturation en pause.
timeline-job-contract-set-stopped = Contrat de facturation : la facture du { $on } est refusée.
timeline-job-contract-set-ended = Contrat de facturation terminé.
timeline-job-statement-sent = État de compte envoyé au client : aucun rappel ne part ce jour-là.
timeline-time-corrected = Heures de { $name } corrigées ({ $hours } h).
timeline-file-added = Fichier ajouté.
timeline-file-removed = Fichier retiré.
timeline-series-planned = Série de visites cédulée jusqu'au { $until }.
timeline-series-extended = Série de visites prolongée jusqu'au { $until }.
timeline-series-ended = Série de visites terminée.
timeline-message-delivered = Courriel livré : { $step }.
timeline-message-opened = Courriel ouvert par le client : { $step }.
timeline-message-bounced = Courriel revenu : { $step }.
timeline-message-retried = Nouvel essai demandé : { $step }.
timeline-visit-drafted = Visite à céduler ajoutée.
timeline-visit-unscheduled = La visite n'a plus de date.
timeline-visit-no-show = Client absent.
timeline-visit-en-route-expected = En route vers le client, attendu { $expected }.
timeline-visit-described = { $what ->
    [checklist] Liste de contrôle mise à jour.
    [materials] Matériaux mis à jour.
    [signature] Signature du client reçue.
    [notes] Notes de visite mises à jour.
   *[details] Détails de la visite modifiés.
}
