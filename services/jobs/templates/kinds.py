"""Which mails a company may word itself, with what their texts may name, and the texts that are ours until it does."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from services.jobs.templates.wording import Words, written
from services.kit.texts import LANGUAGES, catalogue

Channel = Literal["mail", "sms"]
CHANNELS: Final[tuple[Channel, ...]] = ("mail", "sms")

PLACEHOLDERS: Final[dict[str, Words]] = {
    "client": Words("client", "client"),
    "company": Words("entreprise", "company"),
    "phone": Words("téléphone", "phone"),
    "job": Words("job", "job"),
    "message": Words("message", "message"),
    "number": Words("numéro", "number"),
    "total": Words("total", "total"),
    "until": Words("validité", "validity"),
    "starts": Words("début", "start"),
    "ends": Words("fin", "end"),
    "arrival": Words("arrivée", "arrival"),
    "due": Words("échéance", "due"),
    "balance": Words("solde", "balance"),
    "amount": Words("montant", "amount"),
    "account": Words("compte", "account"),
    "link": Words("lien", "link"),
}
_ALWAYS = ("client", "company", "phone", "job")


class Kind(NamedTuple):
    """`own`: what its texts may name beside what every text may. `required`: what they must name, on any channel.

    `opens`: without its link an SMS of this kind would be of no use.
    """

    own: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    opens: bool = False

    def known(self, channel: Channel) -> dict[str, Words]:
        """A mail has its link as a button, an SMS writes it out."""
        names = (*_ALWAYS, *self.own, *(("link",) if channel == "sms" else ()))
        return {name: PLACEHOLDERS[name] for name in names}

    def needs(self, channel: Channel) -> tuple[str, ...]:
        return (*self.required, *(("link",) if channel == "sms" and self.opens else ()))


KINDS: Final[dict[str, Kind]] = {
    "request.acknowledge": Kind(),
    "message.deliver": Kind(("message",), ("message",)),
    "quote.mail": Kind(("number", "total", "until"), ("number",), opens=True),
    "quote.follow_up": Kind(("number", "total", "until"), ("number",), opens=True),
    "visit.confirm": Kind(("starts", "ends"), ("starts",)),
    "visit.remind": Kind(("starts", "ends"), ("starts",)),
    "visit.en_route": Kind(("starts", "arrival")),
    "invoice.mail": Kind(("number", "total", "due"), ("number",), opens=True),
    "invoice.remind": Kind(("number", "balance", "due"), ("number", "balance"), opens=True),
    "payment.receipt": Kind(("number", "amount", "account"), ("amount",)),
}
"""What a step mails or texts to the client. Notices to the company's own people are not for it to word."""


class Wording(NamedTuple):
    subject: str
    body: str


@lru_cache(maxsize=256)
def standard(kind: str, channel: Channel, language: str) -> Wording:
    """The text that is ours, with its placeholders in the language's own words."""
    blanks = {name: written(words, language) for name, words in PLACEHOLDERS.items()}
    texts, name = catalogue(), slug(kind)
    if channel == "sms":
        return Wording("", texts.t(language, f"sms-{name}", **blanks))
    return Wording(texts.t(language, f"mail-{name}.subject", **blanks), texts.t(language, f"mail-{name}", **blanks))


def samples(language: str) -> dict[str, str]:
    """What each placeholder could say, for a preview."""
    return {name: catalogue().t(language, f"template-sample-{name}") for name in PLACEHOLDERS}


def both(message_id: str) -> dict[str, str]:
    """A text in both languages."""
    return {language: catalogue().t(language, message_id) for language in LANGUAGES}


def slug(kind: str) -> str:
    return kind.replace(".", "-").replace("_", "-")
