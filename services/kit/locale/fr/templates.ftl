# Les textes que chaque entreprise peut formuler elle-même : gabarits de courriels et de textos.

template-kind-request-acknowledge = Accusé de réception d'une demande
template-kind-message-deliver = Cadre de vos messages
template-kind-quote-mail = Envoi d'une soumission
template-kind-quote-follow-up = Relance d'une soumission
template-kind-visit-confirm = Confirmation d'une visite
template-kind-visit-remind = Rappel d'une visite
template-kind-visit-en-route = Le technicien est en route
template-kind-invoice-mail = Envoi d'une facture
template-kind-invoice-remind = Rappel d'une facture
template-kind-payment-receipt = Reçu d'un paiement

template-about-client = Le nom du client
template-about-company = Le nom de votre entreprise
template-about-phone = Le téléphone de votre entreprise
template-about-job = Le numéro de la job
template-about-message = Ce que vous avez écrit
template-about-number = Le numéro de la soumission, de la facture ou du reçu
template-about-total = Le montant total, taxes comprises
template-about-until = Le dernier jour de validité
template-about-starts = Le jour et l'heure du début
template-about-ends = Le jour et l'heure de la fin
template-about-arrival = L'heure d'arrivée prévue, quand on la connaît
template-about-due = La date limite de paiement
template-about-balance = Ce qui reste à payer
template-about-amount = Le montant reçu
template-about-account = Une phrase : le compte est réglé, ou ce qui reste à payer
template-about-link = L'adresse de la page du client

template-sample-client = Marie-Ève Tremblay
template-sample-company = Plomberie des Érables
template-sample-phone = 450 555-0142
template-sample-job = 318
template-sample-message = Nous passerons demain matin avec la pièce. À demain!
template-sample-number = 1042
template-sample-total = 1 234,56 $
template-sample-until = jeudi 24 décembre 2026
template-sample-starts = mardi 1 décembre 2026, 09 h 00
template-sample-ends = mardi 1 décembre 2026, 11 h 30
template-sample-arrival = Arrivée prévue : 09 h 20.
template-sample-due = jeudi 24 décembre 2026
template-sample-balance = 456,78 $
template-sample-amount = 777,78 $
template-sample-account = Il reste 456,78 $ à payer. Merci!
template-sample-link = https://exemple.quebec/c/AbCdEf

mail-payment-account = { $settled ->
    [yes] Votre compte pour cette job est réglé. Merci!
   *[no] Il reste { $outstanding } à payer. Merci!
}

sms-request-acknowledge = { $company } : nous avons bien reçu votre demande { $job }. Nous vous répondrons dès que possible.
sms-message-deliver =
    { $message }

    { $company } { $link }
sms-quote-mail = { $company } : votre soumission { $number } ({ $total }) est prête. Pour la lire et y répondre : { $link }
sms-quote-follow-up = { $company } : avez-vous regardé la soumission { $number }? Elle est valide jusqu'au { $until }. { $link } Répondez ARRET pour ne plus recevoir de relance.
sms-visit-confirm = { $company } : votre visite est cédulée, { $starts }.
sms-visit-remind = { $company } : rappel de votre visite, { $starts }. Un empêchement? { $phone }
sms-visit-en-route = { $company } : nous sommes en route. { $arrival }
sms-invoice-mail = { $company } : votre facture { $number } ({ $total }), payable au plus tard le { $due }. { $link }
sms-invoice-remind = { $company } : il reste { $balance } à payer sur la facture { $number }. { $link }
sms-payment-receipt = { $company } : nous avons reçu votre paiement de { $amount }. { $account }

problem-field-template-unknown = { $name } n'existe pas ici. On peut écrire : { $known }.
problem-field-template-missing = Il manque { $name } dans ce texte.
problem-field-template-brace = Une accolade est seule : un champ s'écrit comme {"{"}client{"}"}.

mail-visit-en-route =
    Bonjour { $client },

    Nous sommes en route vers chez vous. { $arrival }

    Besoin de nous joindre? { $phone }
    .subject = Nous sommes en route
    .button = Voir mon dossier
