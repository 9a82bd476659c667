# Ce que les demandes et les formulaires refusent
problem-site-key-taken = L'adresse « { $key } » est déjà prise. Choisissez-en une autre.

problem-field-email-or-phone = Donnez un courriel ou un téléphone, pour qu'on puisse répondre.
problem-field-consent-required = Sans ce consentement, la demande ne peut pas être reçue.
problem-field-site-key = L'adresse du formulaire ne contient que des lettres minuscules sans accent, des chiffres et des traits d'union.
problem-field-origin = Une origine a la forme https://www.exemple.ca, sans chemin.
