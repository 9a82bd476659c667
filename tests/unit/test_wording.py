"""Texts with placeholders: what is filled in, what is refused, and what an SMS counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.jobs.templates import kinds, wording
from services.jobs.templates.kinds import CHANNELS, KINDS, Channel
from services.kit.texts import LANGUAGES

KNOWN = kinds.KINDS["quote.mail"].known("sms")
VALUES = {"client": "Ève", "number": "318", "link": "https://x.example/c/1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bonjour {client},", "Bonjour Ève,"),
        ("{ CLIENT } {numéro}{numero} {number}", "Ève 318318 318"),
        ("{client}\n\n{total}\n\nMerci", "Ève\n\nMerci"),
        ("{autre} {client}", "{autre} Ève"),
    ],
)
def test_placeholders_are_filled_in(text: str, said: str) -> None:
    assert wording.render(text, KNOWN, VALUES) == said


def test_what_a_value_says_is_no_placeholder() -> None:
    assert wording.render("{client}", KNOWN, VALUES | {"client": "{lien} {{client}}"}) == "{lien} {{client}}"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("{numéro} {lien}", []),
        ("{numéro} {lien} {prix}", [("template-unknown", "{prix}")]),
        ("{numéro} {lien} {prix} {prix} {}", [("template-unknown", "{prix}"), ("template-unknown", "{}")]),
        ("{numéro}", [("template-missing", "{lien}")]),
        ("{numéro} {lien", [("template-brace", ""), ("template-missing", "{lien}")]),
        ("{{numéro}} {lien}", [("template-brace", "")]),
        ("} {numéro} {lien}", [("template-brace", "")]),
        ("{numéro} {lien} {x\ny}", [("template-brace", "")]),
        ("{numéro} {lien} {arrivée}", [("template-unknown", "{arrivée}")]),
    ],
)
def test_what_may_not_be_kept_is_named(text: str, codes: list[tuple[str, str]]) -> None:
    found = wording.faults(text, KNOWN, KINDS["quote.mail"].needs("sms"), "fr")
    assert [tuple(fault) for fault in found] == codes


@given(st.text(alphabet=st.sampled_from("{}ab \n"), max_size=30))
def test_what_is_kept_leaves_no_brace_for_the_client(text: str) -> None:
    if not wording.faults(text, KNOWN, (), "fr"):
        assert "{" not in wording.render(text, KNOWN, VALUES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", KINDS)
def test_our_own_texts_would_be_accepted(kind: str, channel: Channel, language: str) -> None:
    text, own = kinds.standard(kind, channel, language), KINDS[kind]
    assert wording.faults(text.subject, own.known(channel), (), language) == []
    assert wording.faults(text.body, own.known(channel), own.needs(channel), language) == []
    assert bool(text.subject) == (channel == "mail")
    said = wording.render(text.body, own.known(channel), kinds.samples(language))
    assert "{" not in said
    if channel == "sms":
        assert wording.sms_length(said).segments <= 4, said


def test_typography_makes_no_text_message_dearer() -> None:
    said = wording.for_sms("« 1\u202f234,56\u00a0$ » – l’œuvre… d’Ève")
    assert said == "\" 1 234,56 $ \" - l'oeuvre... d'Ève"
    assert wording.sms_length(wording.for_sms("À 9\u00a0h, l’été")).encoding == "UCS-2", "words keep their accents"
    assert wording.sms_length(wording.for_sms("à 9\u00a0h, l’été")).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 0),
        ("é" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" * 77, "GSM-7", 306, 3),  # a letter of two is not cut: 152 in the first message
        ("ê" * 70, "UCS-2", 70, 1),
        ("ê" + "a" * 70, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("😀" * 67, "UCS-2", 134, 3),  # 33 in each of the first two
        ("a\r\nb", "GSM-7", 3, 1),
    ],
)
def test_an_sms_counts_what_networks_count(text: str, encoding: str, units: int, segments: int) -> None:
    assert wording.sms_length(text) == (encoding, units, segments)


def test_a_sentence_that_ends_in_an_english_time_ends_once() -> None:
    said = wording.render("We come {client}.\n\nSee you...", KNOWN, VALUES | {"client": "at 9:00\u202fa.m."})
    assert said == "We come at 9:00\u202fa.m.\n\nSee you..."
