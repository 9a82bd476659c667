# La boîte de courriels locale

inbox-title = Boîte de courriels
inbox-purpose = Tous les courriels que Dossier envoie ici. Rien ne quitte cette machine.
inbox-other-language = English
inbox-list = Courriels reçus
inbox-filter = Destinataire
inbox-filter-example = nom@exemple.ca
inbox-filter-do = Filtrer
inbox-nothing = Aucun courriel pour l'instant. Ils apparaîtront ici dès leur arrivée.
inbox-nothing-for = Aucun courriel pour { $to }.
inbox-no-subject = (sans objet)
inbox-back = Tous les courriels
inbox-from = De
inbox-to = À
inbox-received = Reçu
inbox-attachments = Pièces jointes
inbox-kilobytes = { NUMBER($size) } ko
inbox-html = Message mis en page
inbox-text = Texte
inbox-headers = Tous les en-têtes
inbox-raw = Télécharger le courriel tel que reçu
inbox-unreadable = Ce courriel est trop abîmé pour être affiché.
inbox-texts = Textos
inbox-texts-count = Textos ({ $count })
inbox-no-texts = Aucun texto n'est parti.
inbox-answer = Répondre comme le client
inbox-answer-do = Répondre
