# Ce qu'on lit sur les soumissions, factures et reçus imprimés.

documents-quote = Soumission
documents-invoice = Facture
documents-credit_note = Note de crédit
documents-receipt = Reçu
documents-refund = Remboursement
documents-title = { $kind } { $number } – { $seller }
documents-number = Nº { $number }
documents-number-version = Nº { $number } · version { $version }

documents-date = Date
documents-job = Dossier
documents-credited-invoice = Facture créditée
documents-reason = Motif
documents-from-quote = Soumission
documents-due-on = Échéance
documents-subject = Objet
documents-work-address = Adresse des travaux

documents-client = Client
documents-quote-total = Total de la soumission
documents-invoice-total = Montant à payer
documents-credit_note-total = Montant crédité
documents-receipt-total = Montant reçu
documents-refund-total = Montant remboursé
documents-panel-valid = Valide jusqu’au { $date }
documents-panel-due = À payer au plus tard le { $date }
documents-panel-received = { $method }, le { $date }
documents-panel-refunded = { $method }, le { $date }

documents-description = Description
documents-quantity = Quantité
documents-unit-price = Prix unitaire
documents-amount = Montant
documents-exempt = Non taxable
documents-options = Options
documents-options-note = Ces options ne sont pas comprises dans le total.

documents-subtotal = Sous-total
documents-taxable = Montant taxable
documents-total = Total
documents-deposit = Acompte demandé à l’acceptation
documents-tax-number = Nº { $number }
documents-tax-scope-all = Les taxes s’appliquent à toutes les lignes.
documents-tax-scope-some = Les taxes s’appliquent à toutes les lignes, sauf celles marquées « Non taxable ».
documents-tax-none = Aucune taxe n’est perçue : fournisseur non inscrit aux fichiers de la TPS et de la TVQ.

documents-terms = Conditions
documents-payment-terms = Modalités de paiement
documents-payment-within = { $days ->
    [0] Payable à la réception de la facture.
    [one] Payable dans un délai de { $days } jour suivant la date de la facture, soit au plus tard le { $date }.
   *[other] Payable dans les { $days } jours suivant la date de la facture, soit au plus tard le { $date }.
}
documents-payment-by = Payable au plus tard le { $date }.
documents-quote-payment-within = { $days ->
    [0] Payable à la réception de la facture.
    [one] Payable dans un délai de { $days } jour suivant la date de la facture.
   *[other] Payable dans les { $days } jours suivant la date de la facture.
}
documents-acceptance = Acceptation
documents-acceptance-note = Acceptez cette soumission en ligne avec le lien reçu par courriel, ou signez ci-dessous et retournez-nous cette page.
documents-signature-name = Nom en lettres moulées
documents-signature = Signature
documents-signature-date = Date

documents-receipt-invoice = Facture
documents-receipt-applied = Montant appliqué
documents-receipt-balance = Solde de la facture
documents-receipt-unapplied = Conservé à votre crédit
documents-receipt-method = Mode de paiement
documents-receipt-reference = Référence
documents-method-cash = Comptant
documents-method-cheque = Chèque
documents-method-interac = Virement Interac
documents-method-card = Carte
documents-method-bank_debit = Débit bancaire
documents-method-other = Autre

documents-licence-rbq = Licence RBQ : { $number }
documents-licence-cmeq = Membre de la CMEQ : { $number }
documents-licence-cmmtq = Membre de la CMMTQ : { $number }
documents-member-cmeq = Membre de la Corporation des maîtres électriciens du Québec (CMEQ)
documents-member-cmmtq = Membre de la Corporation des maîtres mécaniciens en tuyauterie du Québec (CMMTQ)
documents-page = Page { $page } de { $pages }
documents-phone = Tél. { $phone }
documents-unprintable = Le signe { $mark } remplace des caractères qui ne peuvent pas être imprimés.

documents-tax-gst = TPS
documents-tax-qst = TVQ
documents-tax-hst = TVH
documents-tax-pst = TVP

# Noms de fichier : lettres sans accent.
documents-file-quote = soumission
documents-file-invoice = facture
documents-file-credit_note = note-de-credit
documents-file-receipt = recu
documents-file-refund = remboursement
documents-draft = ébauche

documents-line-discount = Rabais { $amount }
documents-line-discount-percent = Rabais { $percent } : { $amount }
documents-zero-rated = Détaxé (0 %)
documents-lines-total = Total des lignes
documents-discount = Rabais
documents-tax-exempt = Client exempté de taxes : { $reason }
documents-due = { $date } : { $amount }
documents-schedule = Calendrier de paiement
documents-schedule-discount = Rabais pour ce choix : { $discount } ; total { $total }
documents-instalment-on-acceptance = À l’acceptation
documents-instalment-on-date = Le { $date }
documents-instalment-on-completion = À la fin des travaux
documents-instalment-to-plan = À une date à convenir
documents-itinerant = Énoncé des droits de résolution du consommateur
documents-itinerant-notice =
    Vous pouvez résoudre ce contrat, pour n’importe quelle raison, pendant une période de 10 jours après la réception du double du contrat et des documents qui doivent y être annexés (Loi sur la protection du consommateur, article 59). Aucun acompte n’est perçu pendant ce délai.
    Si vous ne recevez pas le bien ou le service au cours des 30 jours qui suivent la date indiquée au contrat, vous avez un an pour résoudre le contrat. Vous perdez ce droit si vous acceptez la livraison après cette période.
    Pour résoudre le contrat, il suffit de remettre au commerçant ou à son représentant la formule ci-dessous, ou un autre avis écrit de votre décision, en main propre ou par un moyen qui vous permet de prouver l’envoi. L’Office de la protection du consommateur peut vous renseigner sur vos recours.
documents-concluded = Contrat de commerçant itinérant
documents-concluded-permit = Permis de commerçant itinérant (OPC) : { $value }
documents-concluded-representative = Représentant du commerçant : { $value }
documents-concluded-place = Lieu où le contrat est conclu : { $value }
documents-cancellation = Formule de résolution
documents-cancellation-form =
    À remplir par le consommateur et à envoyer au commerçant nommé en tête de ce document.
    En vertu de l’article 59 de la Loi sur la protection du consommateur, j’annule le contrat nº ____________ conclu le ____________ à ____________________________.
    Nom et adresse du consommateur : ________________________________________________
    Signature : ______________________________     Date : ____________________

documents-logo = Logo de { $name }
documents-applied = Acomptes et crédits appliqués
documents-left = Solde à payer
documents-panel-settled = Acquittée par vos acomptes et crédits
documents-credited = Appliqué à la facture Nº { $number }
documents-released = Conservé à votre crédit
documents-credited-left = Solde de la facture Nº { $number }
documents-progress = Facturation progressive
documents-progress-said =
    Soumission Nº { $number } : { $whole }
    Déjà facturé : { $before }
    Cette facture ({ $percent } de la soumission) : { $part }
    Reste à facturer : { $left }
