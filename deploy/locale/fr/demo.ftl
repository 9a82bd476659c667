# Textes de `./dossier demo` : ce qu'elle joue, et ce qu'elle en dit.

intro = Une job, du formulaire au paiement, par les API publiques de { $stack }
outro = Job { $number } : { $phase }. { $facts } faits, { $mails } courriels, { $seconds } s.
phase-paid = payée
phase-closed = fermée
outro-retries = { $count ->
    [one] Un appel a dû être refait : un processus redémarrait.
   *[other] { $count } appels ont dû être refaits : un processus redémarrait.
}
gave-up = La démonstration s'est arrêtée : { $why }
no-sign-in = stack.json ne donne aucun compte pour se connecter.
no-stack = Aucune pile en marche : { $file } n'existe pas. Lancez d'abord ./dossier up.
picture-written = Image du parcours : { $file }
doubled = Le courriel « { $subject } » est arrivé { $copies } fois sans être marqué ambigu.
waiting-mail = courriel « { $purpose } » à { $to }
waiting-notice = avis au bureau
waiting-phase = phase « payée » de la job

step-request = { $client } remplit le formulaire du site : la job { $number } est ouverte
step-acknowledge = L'accusé de réception part tout seul : « { $subject } »
step-reply = Le bureau répond; le courriel est accepté par le serveur
step-answer = { $client } répond sur sa page, sans mot de passe; le bureau en est avisé
step-quote = Soumission { $number } préparée : { $total }, taxes comprises
step-quote-sent = Soumission envoyée avec son PDF : « { $subject } »
step-accepted = { $client } lit la soumission et l'accepte (version { $version }, document { $sha }…)
step-visit = Visite cédulée : { $starts }, { $resource }
step-confirmed = Confirmation envoyée avec le fichier de calendrier : « { $subject } »
step-done = Visite commencée, mise en pause, reprise, terminée
step-draft = Facture préparée à partir de la soumission : { $total }
step-issued = Facture { $number } émise, payable le { $due }
step-invoice-sent = Facture envoyée avec son PDF : « { $subject } »
step-partial = Paiement partiel de { $amount }; reste { $balance }
step-receipt = Reçu { $number } envoyé : « { $subject } »
step-rest = Le reste est payé : { $amount }
step-paid = La job est payée; elle se fermera d'elle-même : { $because }

link-form = formulaire
link-job = job
link-mail = courriel
link-client = page du client
link-quote = soumission
link-invoice = facture
link-temporal = Temporal

client-name = Camille Desrosiers
client-line1 = 214, rue des Lilas
client-service = Chauffe-eau
client-message = Bonjour, notre chauffe-eau a douze ans et commence à couler. Pouvez-vous le remplacer cette semaine?
reply-subject = Votre chauffe-eau
reply-body = Bonjour, merci de nous avoir écrit. Est-ce un 40 ou un 60 gallons, et est-il au sous-sol? Nous vous préparons un prix aujourd'hui.
answer-body = C'est un 60 gallons, au sous-sol, près du panneau électrique. Le matin nous convient mieux.
free-line = Remplacement du chauffe-eau
visit-instructions = Chauffe-eau au sous-sol, près du panneau électrique.
technician = Technicien de la démonstration

picture-title = Le parcours d'une job : nº { $number }
picture-client = Client
picture-office = Bureau
picture-dossier = Dossier
