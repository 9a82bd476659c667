# La page du formulaire, vue par le client d’un entrepreneur
form-title = Demande de service – { $company }
form-heading = Demande de service
form-lead = Dites-nous ce qu’il vous faut. Votre demande reçoit un numéro tout de suite.
form-skip = Aller au formulaire
form-languages = Langue
form-language-fr = Français
form-language-en = English

form-you = Vous
form-place = Où se font les travaux
form-work = Ce qu’il vous faut
form-name = Nom
form-reach-hint = Un courriel ou un téléphone suffit.
form-email = Courriel
form-phone = Téléphone
form-line1 = Adresse
form-city = Ville
form-postal-code = Code postal
form-service = Service voulu
form-service-choose = Choisissez
form-service-other = Autre chose
form-message = Votre message
form-message-hint = Quoi, où, depuis quand, et les moments où vous êtes là.
form-optional = (facultatif)
form-trap = Laissez ce champ vide
form-send = Envoyer la demande

form-consent = J’accepte que { $company } utilise ces renseignements pour répondre à ma demande et en faire le suivi.
form-privacy = { $officer ->
    [blank] Ils ne servent à rien d’autre. Quand vous ouvrez le lien d’un de nos messages, cela est noté; rien d’autre ne vous suit. Pour les consulter, les corriger ou retirer votre consentement, écrivez à { $company } : { $email }.
   *[other] Ils ne servent à rien d’autre. Quand vous ouvrez le lien d’un de nos messages, cela est noté; rien d’autre ne vous suit. Pour les consulter, les corriger ou retirer votre consentement, écrivez à { $officer }, responsable des renseignements personnels de { $company } : { $email }.
}

form-next = La suite
form-next-number = Votre demande reçoit un numéro, que vous voyez aussitôt.
form-next-mail = Si vous donnez un courriel, un accusé de réception vous y attend, avec un lien pour suivre votre dossier.
form-next-answer = { $company } vous répond.
form-contact = Nous joindre
form-licence-rbq = Licence RBQ : { $number }
form-licence-cmeq = Membre de la CMEQ : { $number }
form-licence-cmmtq = Membre de la CMMTQ : { $number }

form-wrong-summary = { $count ->
    [one] Il y a une chose à corriger. Rien n’a encore été envoyé.
   *[other] Il y a { $count } choses à corriger. Rien n’a encore été envoyé.
}
form-wrong-name-required = Écrivez votre nom.
form-wrong-name-too-short = Écrivez votre nom.
form-wrong-phone-email-or-phone = Donnez un téléphone ou, plus haut, un courriel.
form-wrong-line1-required = Ajoutez le numéro et la rue.
form-wrong-service-choice = Choisissez un service de la liste.
form-wrong-message-too-short = Écrivez en quelques mots ce qu’il vous faut.
form-wrong-message-required = Écrivez en quelques mots ce qu’il vous faut.
form-wrong-consent-consent-required = Cochez la case pour que nous puissions traiter votre demande.

form-stale = Cette page est restée ouverte longtemps. Tout ce que vous avez écrit est encore là : envoyez de nouveau.
form-sent-before = Votre demande est déjà reçue sous le numéro { $number }. Pour envoyer aussi ce que vous avez changé, envoyez de nouveau.
form-unavailable = Nous n’avons pas pu recevoir votre demande. Rien n’est perdu : envoyez de nouveau dans un moment.

form-thanks-title = Merci! – { $company }
form-thanks-heading = Merci, votre demande est reçue.
form-thanks-number = Elle porte le numéro
form-thanks-mail = Un accusé de réception s’en vient par courriel, avec un lien pour suivre votre dossier et nous écrire.
form-thanks-answer = { $company } vous répondra dès que possible.
form-thanks-keep = Gardez ce numéro : il suffit de le donner quand vous nous appelez.
form-again = Faire une autre demande

form-nowhere-title = Formulaire introuvable
form-nowhere-hint = Vérifiez l’adresse auprès de votre entrepreneur.
form-away-title = Formulaire indisponible
form-away-hint = Revenez à la page précédente : ce que vous avez écrit y est encore.
