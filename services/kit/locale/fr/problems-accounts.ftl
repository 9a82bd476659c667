# Ce que le service accounts refuse
problem-sign-in-refused = Ce courriel et ce mot de passe ne vont pas ensemble.
problem-session-over = Votre connexion est terminée. Connectez-vous de nouveau.
problem-email-taken = Quelqu'un utilise déjà cette adresse courriel.
problem-plan-users = Votre forfait permet { $limit } personnes actives.
problem-last-administrator = Il faut toujours au moins un administrateur actif.
problem-yourself = Vous ne pouvez pas vous désactiver vous-même.
problem-administrators-only = Seul un administrateur peut faire cela.

problem-field-code-taken = Une autre entreprise utilise déjà ce code.
problem-field-gst-number = Un numéro de TPS a la forme 123456789 RT0001.
problem-field-qst-number = Un numéro de TVQ a la forme 1234567890 TQ0001.
problem-field-rbq-number = Un numéro de licence RBQ a la forme 1234-5678-90.
problem-field-rbq-number-missing = La RBQ exige son numéro de licence sur vos documents : inscrivez-le.
problem-field-website = Une adresse web commence par http:// ou https://.
problem-field-time-zone = Ce fuseau horaire n'existe pas.
problem-field-wrong-password = Ce n'est pas votre mot de passe actuel.
problem-field-colour = Une couleur a la forme #0B5563.
problem-field-colour-contrast = Cette couleur est trop pâle : on la lirait mal sur du blanc. Choisissez-en une plus foncée.
problem-field-logo-type = Le logo doit être une image PNG, JPEG ou WebP. Un fichier SVG s'exporte en PNG dans votre logiciel de dessin.
problem-field-logo-broken = Cette image est abîmée : on ne peut pas la lire jusqu'au bout.
problem-field-logo-size = Cette image est trop grande. Elle peut avoir 40 millions de pixels et 5 Mo.
