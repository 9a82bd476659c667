# Listes

filter-by-field = Filtrer par { $name }

# Messages texte
settings-sms = Messages texte
settings-sms-about = L’envoi de messages texte aux clients, et le numéro d’où ils partent.
sms-enabled = Envoyer des messages texte aux clients qui le souhaitent
sms-number = Numéro d’envoi
sms-number-hint = Le numéro que votre fournisseur vous a donné, par exemple 450 555-0142.
flash-sms-on = Les messages texte sont activés pour les nouveaux dossiers.
flash-sms-off = Les messages texte sont désactivés pour les nouveaux dossiers.

# Heures d’ouverture
opening-hours = Heures d’ouverture
opening-hours-hint = Les délais des nouveaux dossiers se comptent en heures d’ouverture, et les plages offertes aux clients y sont comprises.
opens-at = Ouverture
closes-at = Fermeture
open-days = Jours d’ouverture

# Lien du calendrier
feed-copy = Copier le lien
feed-copied = Lien copié
