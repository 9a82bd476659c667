"""Whatever is typed into a custom field: a value that is stored and read back the same, or a reason that has words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.jobs.custom_fields.schemas import ChoiceOut, FieldOut
from services.jobs.custom_fields.values import Wrong, default_at, parse, spoken, with_keys
from services.kit.texts import LANGUAGES, catalogue

KINDS = ("text", "paragraph", "number", "date", "choice", "toggle")
BOUNDS = st.none() | st.decimals(-10_000, 10_000, places=2).map(lambda value: value.normalize())


def field(kind: str = "text", **more: Any) -> FieldOut:
    choices = tuple(
        ChoiceOut(key=key, name=key.title(), name_fr=key.title(), name_en=None, active=key != "old")
        for key in ("house", "condo", "old")
    )
    values: dict[str, Any] = {
        "id": "cfd_1", "on": "job", "kind": kind, "name": "Champ", "name_fr": "Champ", "name_en": None, "help": "",
        "help_fr": "", "help_en": None, "choices": choices if kind == "choice" else (), "minimum": None, "maximum": None,
        "decimals": 2, "default": None, "required": False, "copied_on_recurrence": True, "position": 0, "active": True,
        "updated_at": datetime(2026, 11, 25, tzinfo=UTC),
    }  # fmt: skip
    return FieldOut.model_construct(**(values | more))


fields = st.builds(
    field,
    st.sampled_from(KINDS),
    minimum=BOUNDS,
    maximum=BOUNDS,
    decimals=st.integers(0, 6),
    required=st.booleans(),
)
typed = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=300), st.lists(st.integers()), st.dictionaries(st.text(), st.text()),
    st.decimals(allow_nan=True, allow_infinity=True).map(str), st.decimals(-20_000, 20_000, places=3).map(str),
    st.dates().map(str), st.datetimes().map(str), st.sampled_from(["house", "old", "HOUSE", "true", "1e5", "-0", "0.10", "٣", "１２", "1_0", " 12 "]),
)  # fmt: skip


def well_formed(definition: FieldOut, value: Any) -> bool:
    match definition.kind:
        case "number":
            number = Decimal(value)
            above = definition.minimum is None or number >= definition.minimum
            below = definition.maximum is None or number <= definition.maximum
            exact = number == round(number, definition.decimals)
            return above and below and exact and "e" not in value.lower() and value != "-0"
        case "date":
            return 1900 <= date.fromisoformat(value).year < 2200
        case "choice":
            return value in ("house", "condo")
        case "toggle":
            return isinstance(value, bool)
        case "text":
            return value == value.strip() and len(value) <= 200 and "\n" not in value
        case _:
            return "\x00" not in value


@given(fields, typed)
def test_anything_becomes_a_value_that_stays_the_same_or_a_reason_with_words(definition: FieldOut, raw: Any) -> None:
    refused: Wrong | None = None
    try:
        value = parse(definition, raw)
    except Wrong as wrong:
        refused = wrong
    if refused:
        assert all(catalogue().t(each, f"problem-field-{refused.code}", **refused.args_) for each in LANGUAGES)
        return
    assert parse(definition, value) == value
    assert value is not None or not definition.required
    assert value is None or well_formed(definition, value)
    assert value is None or all(spoken(definition, value, each) for each in LANGUAGES)


@given(st.decimals(-(10**12), 10**12, places=4))
def test_a_number_keeps_every_digit(number: Decimal) -> None:
    assert Decimal(str(parse(field("number", decimals=4), f"{number:f}"))) == number


@pytest.mark.parametrize(
    ("definition", "raw", "code"),
    [
        (field("number"), 12.5, "custom-number"),
        (field("number"), True, "custom-number"),
        (field("number"), "douze", "custom-number"),
        (field("number", decimals=1), "12.55", "custom-decimals"),
        (field("number", minimum=Decimal(5)), "4.99", "custom-minimum"),
        (field("number", maximum=Decimal(5)), "5.01", "custom-maximum"),
        (field("date"), "2026-02-30", "custom-date"),
        (field("date"), "2026-11-25T10:00:00Z", "custom-date"),
        (field("choice"), "old", "choice"),
        (field("toggle"), "true", "custom-toggle"),
        (field("toggle", required=True), None, "required"),
        (field("text", required=True), "   ", "required"),
        (field("text"), "deux\nlignes", "control-characters"),
        (field("text"), "x" * 201, "too-long"),
        (field("paragraph"), "\ud800", "control-characters"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(definition: FieldOut, raw: Any, code: str) -> None:
    with pytest.raises(Wrong) as refused:
        parse(definition, raw)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("definition", "raw", "stored", "french", "english"),
    [
        (field("number", decimals=3), "01234.500", "1234.5", "1\u00a0234,5", "1,234.5"),
        (field("number"), 7, "7", "7", "7"),
        (field("date"), "2026-12-03", "2026-12-03", "jeudi 3 décembre 2026", "Thursday, December 3, 2026"),
        (field("toggle"), False, False, "Non", "No"),
        (field("choice"), "condo", "condo", "Condo", "Condo"),
        (field("text"), "  é ", "é", "é", "é"),
    ],
)
def test_what_fits_is_tidied_and_read_in_both_languages(
    definition: FieldOut, raw: Any, stored: Any, french: str, english: str
) -> None:
    assert parse(definition, raw) == stored
    assert (spoken(definition, stored, "fr"), spoken(definition, stored, "en")) == (french, english)


def test_a_retired_choice_may_stay_but_not_come_back() -> None:
    assert parse(field("choice"), "old", "old") == "old"
    with pytest.raises(Wrong):
        parse(field("choice"), "old", "house")


def test_an_object_has_the_default_of_its_day() -> None:
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    defaults: list[dict[str, Any]] = [
        {"since": first.isoformat(), "value": "house"},
        {"since": second.isoformat(), "value": None},
    ]
    assert default_at(defaults, datetime(2025, 12, 31, tzinfo=UTC)) is None
    assert default_at(defaults, datetime(2026, 3, 1, tzinfo=UTC)) == "house"
    assert default_at(defaults, second) is None


def test_keys_of_choices_come_from_their_names_and_differ() -> None:
    known = field("choice").choices
    pairs = [("house", "Maison"), (None, "Éolienne 2 MW"), (None, "éolienne 2 mw"), (None, "House"), (None, "!!!")]
    assert with_keys(known, pairs) == ["house", "eolienne_2_mw", "eolienne_2_mw_2", "house_2", "choice"]
