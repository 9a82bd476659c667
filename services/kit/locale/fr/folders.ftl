# Étiquettes et champs personnalisés
problem-label-name-taken = Il y a déjà une étiquette « { $name } ».
problem-label-in-use =
    { $count ->
        [one] L’étiquette « { $name } » sert encore à un endroit. Désactivez-la plutôt : elle y reste, mais ne se pose plus.
       *[other] L’étiquette « { $name } » sert encore à { $count } endroits. Désactivez-la plutôt : elle y reste, mais ne se pose plus.
    }
problem-custom-fields-too-many = Il y a déjà { $limit } champs pour ce genre d’élément. Désactivez ou supprimez-en un.
problem-custom-field-in-use = Le champ « { $name } » a déjà servi. Désactivez-le plutôt : ses valeurs restent.
problem-custom-choice-in-use = Ce choix sert encore et ne peut pas être supprimé : { $names }. Retirez-le plutôt de la liste.

problem-field-label-inactive = Cette étiquette est désactivée.
problem-field-custom-text = Ce champ est un texte.
problem-field-custom-number = Ce champ est un nombre, par exemple 12 ou 12.5.
problem-field-custom-decimals =
    { $decimals ->
        [0] Ce nombre n’a pas de décimales.
        [one] Ce nombre a au plus une décimale.
       *[other] Ce nombre a au plus { $decimals } décimales.
    }
problem-field-custom-minimum = Le plus petit nombre permis est { $minimum }.
problem-field-custom-maximum = Le plus grand nombre permis est { $maximum }.
problem-field-custom-date = Ce champ est une date, par exemple 2026-12-03.
problem-field-custom-toggle = Ce champ est oui ou non.
problem-field-custom-inactive = Ce champ est désactivé : sa valeur ne change plus.
problem-field-custom-no-choices = Seul un champ à choix a des choix.
problem-field-custom-no-bounds = Seul un nombre a des bornes.
problem-field-custom-bounds = Le maximum doit être au moins le minimum.
problem-field-custom-key-twice = Deux choix portent la même clé.
problem-field-custom-order = Nommez chaque champ de ce genre, une seule fois.

custom-yes = Oui
custom-no = Non

# Archives, annulation et retour dans le temps
problem-job-is-archived = La job { $number } est déjà aux archives.
problem-job-not-archived = La job { $number } n’est pas aux archives.
problem-job-not-then = Cette job n’existait pas encore à ce moment.
problem-field-as-of-future = Ce moment est encore à venir.

cancel-visit-freed = Libère la visite du { $starts } ({ $names })
cancel-visit-freed-undated = Retire la visite qui restait à céduler
cancel-series-ended = Met fin à la série de visites
cancel-visit-cancelled-notice = Avise { $names } que la visite du { $starts } est annulée
cancel-quote-void = Annule la soumission { $number }, que le client a reçue
cancel-quote-void-draft = Annule la soumission { $number } (brouillon)
cancel-invoice-discard = Annule le brouillon de facture de { $total }
cancel-office-credit-invoice = Propose une note de crédit pour la facture { $number } ({ $total })
cancel-office-credit-invoice-paid = Propose une note de crédit pour la facture { $number } ({ $total }, dont { $paid } payés)
cancel-office-refund-deposit = Propose de rembourser l’acompte de { $amount }
cancel-office-complete-visit = Laisse à compléter la visite qui est commencée
cancel-office-mend-contract = Propose de terminer le contrat de facturation
cancel-step-gone = N’aura pas lieu : { $step } ({ $due })
