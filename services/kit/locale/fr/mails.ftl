mail-licence-rbq = Licence RBQ : { $number }
mail-visit-event = Visite de { $company } (job { $job })

mail-message-deliver =
    { $message }
    .subject = Message de { $company } au sujet de la job { $job }
    .button = Répondre

mail-message-notice =
    { $client } a écrit au sujet de la job { $job } :

    { $body }
    .subject = Job { $job } : { $client } a écrit
    .button = Ouvrir la job

mail-request-acknowledge =
    Bonjour { $client },

    Nous avons bien reçu votre demande. Elle porte le numéro { $job }.

    Nous vous répondrons dès que possible. Vous pouvez suivre votre dossier et nous écrire à tout moment par le lien ci-dessous.
    .subject = Nous avons reçu votre demande { $job }
    .button = Suivre ma demande

mail-quote-mail =
    Bonjour { $client },

    Voici notre soumission { $number }, au montant de { $total }. Elle est valide jusqu'au { $until }.

    Vous pouvez la lire, poser une question, l'accepter ou la refuser en ligne, sans mot de passe.
    .subject = Votre soumission { $number } de { $company }
    .button = Voir la soumission

mail-quote-follow-up =
    Bonjour { $client },

    Avez-vous eu le temps de regarder notre soumission { $number }, au montant de { $total }? Elle est valide jusqu'au { $until }.

    Si vous avez une question, écrivez-nous : il suffit d'ouvrir le lien ci-dessous.
    .subject = Au sujet de votre soumission { $number }
    .button = Voir la soumission

mail-visit-confirm =
    Bonjour { $client },

    Notre visite est cédulée : { $starts }.

    Le fichier ci-joint l'ajoute à votre calendrier. Si ce moment ne vous convient plus, dites-le-nous par le lien ci-dessous.
    .subject = Votre visite est cédulée : { $starts }
    .button = Voir mon dossier

mail-visit-remind =
    Bonjour { $client },

    Un petit rappel de notre visite : { $starts }.

    Si ce moment ne vous convient plus, dites-le-nous dès maintenant par le lien ci-dessous.
    .subject = Rappel de votre visite : { $starts }
    .button = Voir mon dossier

mail-visit-window = le { $day }, arrivée entre { $from } et { $to }
mail-visit-day = le { $day }, au cours de la journée
mail-visit-days = du { $day } au { $until }
mail-visit-arrival = Arrivée prévue : { $expected }.

mail-visit-cancelled-notice =
    La visite de la job { $job } prévue { $starts } est annulée. Personne prévue : { $person }.
    .subject = Visite annulée (job { $job }) : { $starts }
    .button = Ouvrir la job

mail-visit-clock-notice =
    L'horloge de { $person } tourne depuis { $hours } heures sur la job { $job } (depuis { $since }).

    Si elle a été oubliée, arrêtez-la et corrigez l'heure de fin. Sinon, ne faites rien.
    .subject = L'horloge tourne encore (job { $job })
    .button = Ouvrir la job

mail-invoice-mail =
    Bonjour { $client },

    Voici la facture { $number }, au montant de { $total }. Elle est payable au plus tard le { $due }.

    Merci de votre confiance.
    .subject = Votre facture { $number } de { $company }
    .button = Voir la facture

mail-invoice-remind =
    Bonjour { $client },

    Sauf erreur de notre part, il reste { $balance } à payer sur la facture { $number }, qui était payable le { $due }.

    Si le paiement est déjà en route, merci de ne pas tenir compte de ce rappel.
    .subject = Rappel : facture { $number }
    .button = Voir la facture

mail-invoice-overdue-notice =
    La facture { $number } de { $client } (job { $job }) est encore impayée malgré les rappels. Solde : { $balance }.
    .subject = Facture { $number } impayée (job { $job })
    .button = Ouvrir la job

mail-payment-receipt =
    Bonjour { $client },

    Nous avons bien reçu votre paiement de { $amount }. Le reçu { $number } est joint à ce courriel.

    { $account }
    .subject = Reçu { $number } : { $amount }
    .button = Voir mon dossier
