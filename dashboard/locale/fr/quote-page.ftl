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

# Ses versions.
quote-versions = Versions
quote-version = Version { $number }
quote-version-sent = Envoyée { $when }
quote-version-not-sent = Jamais envoyée
quote-version-pdf = PDF
quote-version-old = Cette version n’est pas en vigueur : celle qui compte est la version { $newest }.
quote-version-with-client = Le client a encore cette version, tant que la version { $newest } n’est pas envoyée.
quote-version-newest = Voir la version { $newest }
quote-version-compared = Comparée à la version { $newest }
quote-client-has = Le client a la version { $number } ; ce brouillon la remplacera quand il sera envoyé.

# L’annuler.
quote-void-hint = Elle garde son numéro, et le client ne peut plus y répondre. Toutes ses versions sont annulées.
quote-void-hint-accepted = Le client l’a acceptée : parlez-lui d’abord. Elle garde son numéro et sa preuve, et rien ne peut plus être facturé d’elle.
quote-void-invoiced = Elle ne s’annule pas tant qu’une facture en existe. Annulez d’abord :
quote-voided = Annulée.

# La remettre sans courriel.
quote-deliver = Remettre autrement
quote-deliver-hint = Le client la reçoit imprimée, par la poste ou autrement. Elle ne change plus et son PDF se prépare ; aucun courriel ne part, et aucune relance non plus.
quote-deliver-button = Noter la remise
quote-no-email = Ce client n’a pas de courriel : remettez-lui le PDF autrement.
quote-renew-no-email = Ce client n’a pas de courriel : pour la renouveler, faites une nouvelle version et remettez-la.
flash-quote-delivered = Soumission { $number } remise au client.

# La réponse du client, donnée au bureau : ce qui la montre.
quote-accept-how = Comment
quote-accept-how-phone = Au téléphone
quote-accept-how-paper = Sur papier
quote-accept-how-email = Par courriel
quote-accept-how-other = Autrement
quote-accept-note = Ce que le client a dit
quote-accept-note-hint = Quand, à qui, en quels mots. Nécessaire si rien n’est joint.
quote-accept-paper = Pièce à l’appui
quote-accept-paper-hint = La page signée, une photo ou un PDF, 25 Mo au plus. Elle est gardée avec la soumission.
quote-accept-kept = Déjà jointe : { $name }
quote-accept-proof-missing = Dites comment le client a accepté, ou joignez ce qui le montre.
proof-way = Comment
proof-file-hash = Empreinte de la pièce jointe
proof-file-open = Voir la pièce jointe

# La copier.
quote-copy-title = Dupliquer la soumission { $number }, version { $version }
quote-copy-title-only = Dupliquer la soumission { $number }
quote-copy-hint = La copie est un brouillon avec son propre numéro, aux taxes d’aujourd’hui. Rien ne part.
quote-copy-here = Sur la même job
quote-copy-same = Dupliquer ici
quote-copy-elsewhere = Sur une autre job
quote-copy-search = Numéro, titre ou client de la job
quote-copy-none = Aucune autre job ne correspond à « { $query } ».
quote-copy-button = Copier
quote-copy-to = Copier sur la job { $number }
quote-copy-version = Dupliquer cette version
