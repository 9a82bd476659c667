"""Which column of a file is which field of a contact: by its title, in French or English, as the usual programs write it. Pure.

Known are the exports of Jobber, QuickBooks, Outlook and Google, and our own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.jobs import search

FIELDS: Final = (
    "kind",
    "name",
    "first_name",
    "last_name",
    "company_name",
    "email",
    "phone_mobile",
    "phone_home",
    "phone_work",
    "phone_fax",
    "phone_other",
    "language",
    "label",
    "line1",
    "line2",
    "city",
    "region",
    "postal_code",
    "country",
    "access_notes",
    "billing_line1",
    "billing_line2",
    "billing_city",
    "billing_region",
    "billing_postal_code",
    "billing_country",
    "prefers_mail",
    "prefers_sms",
    "do_not_contact",
    "unsubscribed",
    "payment_terms_days",
    "tax_exempt",
    "tax_exempt_reason",
    "tax_certificate",
    "note",
)

_TITLES: Final[dict[str, str]] = {
    "kind": "type|kind|genre|contact type|type de contact",
    "name": "name|nom complet|full name|display name|nom affiche|customer|client|customer full name|customer name"
    "|nom du client|contact|nom et prenom|display name as|nom d affichage|file as",
    "first_name": "first name|given name|prenom|firstname",
    "last_name": "last name|family name|surname|nom de famille|nom|lastname",
    "company_name": "company|company name|organization name|organization 1 name|entreprise|societe|nom de l entreprise"
    "|compagnie|nom de la compagnie|raison sociale|business name|organization",
    "email": "e mail|email|e mails|emails|courriel|adresse courriel|e mail address|email address|e mail 1 value"
    "|main email|adresse de messagerie|courriels|adresse e mail|primary email|mail",
    "phone_mobile": "mobile|mobile phone|cell|cell phone|cellulaire|tel mobile|telephone mobile|mobile number|portable"
    "|telephone cellulaire|phone 1 value|main phone|phone|phone number|phone numbers|telephone|tel|numero de telephone"
    "|main phone s|primary phone|no de telephone|telephone principal",
    "phone_home": "home phone|home|domicile|telephone domicile|tel domicile|telephone maison|telephone residence"
    "|telephone a domicile|residence",
    "phone_work": "work phone|business phone|telephone travail|telephone bureau|tel bureau|telephone au travail|travail"
    "|bureau|phone 2 value|work|office phone|telephone au bureau",
    "phone_fax": "fax|business fax|telecopieur|fax number|telecopie|telecopie bureau|home fax|work fax",
    "phone_other": "other phone|autre telephone|phone 3 value|alternate phone|company main phone|tel autre",
    "language": "language|langue|lang|preferred language|langue preferee",
    "label": "address label|nom du lieu|property name|address 1 label",
    "line1": "address|street|street address|adresse|rue|address line 1|adresse ligne 1|service street 1|service street"
    "|home street|address 1 street|rue domicile|adresse d intervention|adresse de service|ship address|ship line 1"
    "|property street 1|service property street 1|shipping street|no et rue|adresse domicile|address 1|adresse 1|line1"
    "|business street|rue bureau",
    "line2": "address line 2|adresse ligne 2|service street 2|home street 2|street 2|address 2|adresse 2|apt|app"
    "|appartement|unit|suite|service property street 2|address 1 extended address|line2",
    "city": "city|ville|service city|home city|address 1 city|ville domicile|municipalite|property city|town"
    "|service property city|shipping city|business city|ville bureau",
    "region": "province|state|region|service province|service state|home state|address 1 region|dep region domicile"
    "|state province|province etat|service property province|shipping state|business state|etat",
    "postal_code": "postal code|zip|zip code|code postal|service postal code|service zip code|home postal code"
    "|address 1 postal code|code postal domicile|service property postal code|shipping zip|postal zip code|postcode"
    "|business postal code|code postal bureau",
    "country": "country|pays|service country|home country|address 1 country|pays domicile|service property country"
    "|business country|country region",
    "access_notes": "access|acces|pour y acceder|access notes|instructions d acces",
    "billing_line1": "billing street 1|billing street|billing address|adresse de facturation|bill address|bill line 1"
    "|billing address line 1|rue de facturation",
    "billing_line2": "billing street 2|bill line 2|billing address line 2",
    "billing_city": "billing city|ville de facturation|bill city",
    "billing_region": "billing province|billing state|province de facturation|bill state",
    "billing_postal_code": "billing postal code|billing zip code|code postal de facturation|billing zip|bill zip",
    "billing_country": "billing country|pays de facturation|bill country",
    "prefers_mail": "prefers mail|accepte les courriels|prefers e mail|receives e mails",
    "prefers_sms": "prefers sms|accepte les textos|receives text messages|prefers text messages",
    "do_not_contact": "do not contact|ne pas contacter",
    "unsubscribed": "unsubscribed|desabonne",
    "payment_terms_days": "payment terms days|delai de paiement jours|delai de paiement|terms days",
    "tax_exempt": "tax exempt|exempte de taxes|exempt",
    "tax_exempt_reason": "tax exempt reason|raison de l exemption|exemption reason|reason of the exemption",
    "tax_certificate": "tax certificate|certificat|numero de certificat|certificate number|resale number",
    "note": "note|notes|remarque|remarques|commentaires|comments|memo|description",
}

_NOT_WORDS: Final = re.compile(r"[^a-z0-9]+")
_BY_TITLE: Final = {title: field for field, titles in _TITLES.items() for title in titles.split("|")}


def plain(title: str) -> str:
    """`Tél. (mobile)` → `tel mobile`."""
    return _NOT_WORDS.sub(" ", search.folded(title)).strip()


def match(header: Sequence[str]) -> list[str]:
    """For each column the field that it is, or "" for none. No field is given twice: the first column has it."""
    found: list[str] = []
    for title in header:
        field = _BY_TITLE.get(plain(title), "")
        if field == "phone_mobile" and field in found:
            field = "phone_other"
        found.append(field if field not in found else "")
    return _people(found)


def _people(found: list[str]) -> list[str]:
    """`Nom` is the family name beside a first name, and the whole name without one."""
    if "last_name" in found and "first_name" not in found and "name" not in found:
        return ["name" if field == "last_name" else field for field in found]
    return found
