# Ce que les soumissions refusent, et pourquoi

problem-quote-not-renewable = La soumission { $number } ne peut pas être renouvelée : elle est { $status ->
    [accepted] acceptée
    [declined] refusée
    [voided] annulée
   *[other] encore une ébauche
}.
problem-quote-not-expired = La soumission { $number } est encore valide : vous pouvez l'accepter dès maintenant.
problem-quote-schedule-over = Une date du calendrier de paiement de la soumission { $number } est passée. Faites une nouvelle version et changez-la.
problem-quote-cancellable = La soumission { $number } est un contrat de commerçant itinérant : le client peut l'annuler jusqu'au { $date }. Aucune somme ne peut être demandée avant.
problem-quote-not-cancellable = La soumission { $number } ne peut pas, ou ne peut plus, être annulée ici. Écrivez à votre entrepreneur.
problem-itinerant-without-permit = La soumission { $number } est un contrat de commerçant itinérant : il doit porter votre numéro de permis de l'OPC. Inscrivez-le d'abord dans les réglages de l'entreprise.
problem-template-archived = Le modèle « { $name } » est archivé. Remettez-le d'abord dans la liste.

problem-field-deposit-twice = L'acompte est un montant ou un pourcentage, pas les deux.
problem-field-deposit-itinerant = Un contrat de commerçant itinérant ne permet aucun acompte : le client a 10 jours pour annuler.
problem-field-instalment-date = Une date va avec « à une date », et seulement avec elle.
problem-field-instalment-itinerant = Un contrat de commerçant itinérant ne permet aucun paiement avant 10 jours.
problem-field-share-twice = Un versement est un pourcentage ou un montant, pas les deux.
problem-field-share-missing = Entrez un pourcentage ou un montant. Seul le dernier versement prend le reste.
problem-field-percents-not-100 = Les pourcentages doivent donner 100 %.
problem-field-schedule-over-total = Les versements dépassent le total.
problem-field-schedule-adds-up = Les versements ne donnent pas le total.
problem-field-unknown-schedule = Ce calendrier de paiement n'est pas offert.
problem-field-template-source = Un modèle vient d'une soumission ou d'un contenu : l'un des deux.
problem-field-discount-without-choice = Un rabais d'échéancier va à qui le choisit : offrez au moins deux échéanciers, ou donnez le rabais sur le tout.
problem-field-acceptance-without-proof = Dites comment le client a accepté, ou joignez ce qui le montre : une page signée, une photo.
problem-field-unknown-proof = Ce fichier n'est pas de cette job, ou il a été retiré.
