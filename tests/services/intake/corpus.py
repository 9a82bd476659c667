"""The ugly mails in `mails/`, and what each of them is to become.

Names and domains are invented. `<MESSAGE-ID>` in a mail stands for the id of the mail of ours that it is about, `REFERENCE` for the part before its `@`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "mails"
CLIENT = "marie.tremblay@clients.example"
TRUSTED_SERVER = "mx.essais.example"
"""Whose `Authentication-Results` the tests believe."""


@dataclass(frozen=True)
class Case:
    """What becomes of one mail. `body` is the exact text; `quoted` must stand in the folded part; `code` is a report's."""

    status: str
    reason: str
    body: str | None = None
    quoted: str = ""
    attachments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    html: bool = False
    subject: str | None = None
    sender: str | None = None
    code: str | None = None
    envelope_from: str = CLIENT
    target: str = "job"


def raw(name: str, about: str = "0123456789abcdef0123456789abcde0@localhost.localdomain") -> bytes:
    """A mail's bytes; `about` is the id, without brackets, of the mail of ours that a report speaks of."""
    found = (FOLDER / f"{name}.eml").read_bytes().replace(b"<MESSAGE-ID>", f"<{about}>".encode())
    return found.replace(b"REFERENCE", about.partition("@")[0].encode())


def reply(body: str, quoted: str = "", **more: object) -> Case:
    return Case("delivered", "reply", body, quoted, **more)  # type: ignore[arg-type]


def ignored(reason: str, **more: object) -> Case:
    return Case("ignored", reason, **more)  # type: ignore[arg-type]


def held(reason: str, **more: object) -> Case:
    return Case("held", reason, **more)  # type: ignore[arg-type]


def report(outcome: str, code: str) -> Case:
    return Case("ignored", f"report-{outcome}", code=code, envelope_from="<>")


CASES: dict[str, Case] = {
    # ── what people write ────────────────────────────────────────────────────────────────────────────────────────────
    "plain": reply("Bonjour,\n\nMardi me convient.\n\nMarie"),
    "no-mime": reply("Oui, allez-y."),
    "gmail-reply-fr": reply("Oui, jeudi à 9 h, c'est parfait.", "> Est-ce que jeudi vous convient ?", html=True),
    "gmail-html-only": reply("Parfait pour vendredi.\n\nMerci", "> Friday?", html=True),
    "outlook-fr": reply(
        "Bonjour,\n\nJ’accepte la soumission à 1 250 $.\n\nMarie Tremblay", "Objet : Votre soumission 318", html=True
    ),
    "outlook-en-html": reply("Sounds good, please go ahead.", "Here is your quote.", html=True),
    "outlook-mobile": reply("Je vous rappelle demain", "Obtenez Outlook pour iOS"),
    "apple-mail": reply(
        "Voici la photo du chauffe-eau :\n\nMerci!", "Envoyé de mon iPhone", attachments=("chauffe-eau.png",)
    ),
    "thunderbird-bottom": reply(
        "Oui, jeudi me convient très bien, mais plutôt en après-midi parce que le matin je travaille.", "450 555-0143"
    ),
    "interleaved": reply(
        "Le 3 mars 2026 à 09:02, Plomberie des Essais a écrit :\n> Quel est le modèle du chauffe-eau ?\nUn Giant 152.\n"
        "> Et quel jour vous convient ?\nMercredi."
    ),
    "forwarded": reply(
        "-------- Message transféré --------\nSujet : facture\nDate : Mon, 2 Mar 2026 08:00:00 -0500\n"
        "De : Quincaillerie <ventes@quincaillerie.example>\nPour : marie.tremblay@clients.example\n\n"
        "Voici la facture du robinet."
    ),
    "html-in-plain-alternative-empty": reply("Le texte n'est que dans le HTML.\n\n- un\n- deux", html=True),
    "script-html": reply("Bonjour ici photo", html=True),
    "empty-body": reply("", subject="Oui"),
    "long-line": reply("très " * 3000 + "long"),
    # ── encodings ────────────────────────────────────────────────────────────────────────────────────────────────────
    "windows-1252": reply("L’évier coule encore… c’est à 50 % réglé – coût : 100 €"),
    "latin1-declared-utf8": reply("Déjà réglé, merci à vous"),
    "utf8-undeclared": reply("Ça coule à côté de l'évier"),
    "eight-bit-headers": reply("Bonjour", subject="Fuite à réparer", sender="Zoé Côté"),
    "eight-bit-headers-utf8": reply("Bonjour", subject="Été à l'eau", sender="Zoé Côté"),
    "encoded-words": reply("Merci", subject="Réponse à la soumission – merci", sender="Marie Tremblay, propriétaire"),
    "bad-encoded-word": reply("Merci"),
    "unknown-charset": reply("Bonjour à vous"),
    "utf16": reply("Bonjour, ça va ?"),
    "base64-text": reply("Bonjour,\n\nRendez-vous à 9 h."),
    "nul-bytes": reply("Bonjour [31mMarie"),
    "crlf-mixed": reply("ligne 1\nligne 2\nligne 3"),
    # ── broken MIME ──────────────────────────────────────────────────────────────────────────────────────────────────
    "base64-junk": reply("Voir le plan.", attachments=("plan.pdf",)),
    "base64-cut": reply("Voir la photo.", attachments=("photo.png",), notes=("undecodable",)),
    "missing-boundary": reply("Bonjour, le mélangeur est arrivé."),
    "boundary-never-comes": reply("Bonjour, je suis à la maison samedi."),
    "cut-multipart": reply("Voici le contrat signé.", attachments=("contrat.pdf",)),
    "nested": reply("Le plan est joint, avec une image.", attachments=("logo.png", "plan d'étage.pdf"), html=True),
    "thousand-deep": reply("", notes=("too-deep",)),
    "fifty-deep": reply("", notes=("too-deep",)),
    "tnef": reply("Ci-joint le bon de commande.", attachments=("winmail.dat",), notes=("tnef",)),
    "winmail-alone": reply("", attachments=("winmail.dat",), notes=("tnef",)),
    "eml-attached": reply("Voici ce que le fabricant a ecrit.", attachments=("Garantie.eml",)),
    "empty-attachment": reply("Voici.", notes=("empty-attachment",)),
    "path-in-name": reply("Voici.", attachments=("notes.txt",)),
    "eight-bit-file-name": reply("Voici.", attachments=("reçu d'été.pdf",)),
    "uuencoded": reply("Voici mon plan.\n\nbegin 644 plan.txt\n#86)C\n`\nend"),
    # ── strangers and forgers ────────────────────────────────────────────────────────────────────────────────────────
    "stranger": held("unknown-sender", envelope_from="inconnu@ailleurs.example"),
    "dmarc-fail": held("forged"),
    "spf-fail": held("forged"),
    "forged-results": held("forged"),
    "sender-differs": held("sender-differs", envelope_from="x@evil.example"),
    "dkim-pass-elsewhere": reply(
        "Envoye par un service, signe par le domaine.", envelope_from="b-77@bounces.mailer.example"
    ),
    "no-from": held("no-sender"),
    "no-headers": held("no-sender"),
    "garbage": held("no-sender"),
    # ── machines ─────────────────────────────────────────────────────────────────────────────────────────────────────
    "out-of-office-exchange": ignored("auto-reply", envelope_from="<>"),
    "out-of-office-gmail": ignored("auto-reply"),
    "out-of-office-silent": ignored("auto-reply"),
    "mailing-list": ignored("list"),
    "newsletter": ignored("list"),
    "our-own-loop": ignored("loop"),
    "own-id-comes-back": ignored("loop"),
    "null-sender": ignored("null-sender", envelope_from="<>"),
    "read-receipt": ignored("read-receipt", envelope_from="<>"),
    # ── reports of mail servers ──────────────────────────────────────────────────────────────────────────────────────
    "dsn-postfix": report("bounced", "smtp-550"),
    "dsn-full": report("bounced", "smtp-552"),
    "dsn-exchange": report("bounced", "smtp-550"),
    "dsn-gmail": report("bounced", "smtp-550"),
    "bounce-qmail": report("bounced", "smtp-550"),
    "bounce-exim": report("bounced", "smtp-554"),
    "dsn-delayed": report("delayed", "bounce-soft"),
    "dsn-delivered": report("delivered", "delivered"),
    "dsn-envelope-id": report("delivered", "delivered"),
    "bounce-of-another": Case("ignored", "report-of-nothing", code="smtp-550", envelope_from="<>"),
    # ── to the address of a site ─────────────────────────────────────────────────────────────────────────────────────
    "request": Case(
        "delivered",
        "request",
        "Bonjour,\n\nÇa coule sous l'évier depuis hier. Pouvez-vous passer cette semaine ?\n\nMarie Tremblay\n450 555-0143",
        target="site",
    ),
    "spam-seo": held("spam", envelope_from="ventes@pitch.example", target="site"),
    "spam-flagged": held("spam", target="site"),
}
