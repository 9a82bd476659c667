problem-contact-without-email = Il n'y a pas d'adresse courriel pour { $name }. Ajoutez-en une, ou notez un appel.
problem-visit-overlap = { $who } a déjà une visite pour la job { $number }, du { $starts } au { $ends }.
    .title = Visites en même temps
problem-clock-running = { $who } travaille déjà à une visite de la job { $number }. Mettez-la d'abord en pause.
problem-step-not-yours = Cette étape n'est pas à vous : elle se fait d'elle-même ou revient au client.

problem-field-phone-extension = Indiquez le numéro sans poste.
problem-field-instant-range = Cette date n'est pas plausible.
problem-field-postal-code = Un code postal canadien a la forme A1A 1A1.
problem-field-ends-before-start = La fin doit venir après le début.
problem-field-visit-too-long = Une visite dure au plus 14 jours.
problem-field-span-too-long = La période compte au plus 93 jours.
problem-field-too-far-ahead = C'est trop loin dans l'avenir.
problem-field-in-the-past = Ce moment est déjà passé.
problem-field-inactive = Cette ressource est inactive.
problem-field-one-contact = Choisissez un contact ou créez-en un, l'un des deux.
