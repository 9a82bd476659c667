problem-contact-erased = Les renseignements de ce contact ont été effacés : il ne change plus.
    .title = Contact effacé
problem-contact-people-full = Un contact compte au plus { $most } personnes.

problem-field-lat-and-lon = La latitude et la longitude vont ensemble.
problem-field-exempt-why = Indiquez pourquoi ce contact est exempté de taxes.
problem-field-phone-or-phones = Donnez « phone » ou « phones », pas les deux.
problem-field-in-the-future = Ce moment est encore à venir.
