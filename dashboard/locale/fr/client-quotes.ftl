# La soumission dans l’espace client : choix, paiement, signature.

client-all = le tout
client-rest = le reste
client-recount = Recalculer le total
client-choice-unknown = Ce choix ne se calcule pas. Écrivez-nous, nous vous aiderons.
client-sign = Signer à la main
client-sign-here = Signez ici
client-sign-clear = Effacer
client-renew = Demander de la renouveler
client-renewal-asked = Vous avez demandé de renouveler cette soumission { $when }.
client-terms = Conditions
client-itinerant = Votre droit d’annuler
client-itinerant-text = Vous pouvez annuler ce contrat sans raison et sans frais jusqu’au { $day }. Rien n’est à payer avant.
client-cancel = Annuler ce contrat
client-cancelled = Vous avez annulé ce contrat { $when }.
flash-client-renewal-asked = Votre demande est transmise.
flash-client-cancelled = Le contrat est annulé.
