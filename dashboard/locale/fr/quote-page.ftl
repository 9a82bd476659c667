# La page d’une soumission, pour le bureau.

# Ce qu’elle dit à part ses lignes.
quote-content-choices = Choix offerts
quote-content-chosen = Choisi
quote-content-no-schedule = Aucun échéancier : une seule facture, faite à la fin des travaux.
quote-content-by-hand-itinerant = À la main, une fois passé le délai pour annuler
quote-content-itinerant = Commerce itinérant
quote-content-cancel = Droit d’annuler
quote-content-cancel-last = Dernier jour pour annuler
quote-content-cancellable = Le client peut encore annuler : rien ne peut lui être demandé d’ici là.
quote-content-was-cancellable = Ce délai est passé.
quote-content-on-date = Échéance : { $day }
quote-content-terms-usual = Celles de l’entreprise, imprimées sur le PDF.
