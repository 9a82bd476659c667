"""Reports on paper: heads that come again, a sum that never stands alone, figures that never break, the same bytes each time."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from services.billing.documents.render import typeset
from services.billing.reports.paper import LYING, MOST_ROWS, UPRIGHT, layout, paper
from services.billing.reports.picture import drawn
from services.billing.reports.table import Asked, Cell, Chart, Column, Kind, Report, Row, Series, column, summed
from tests.unit.papers import DAY, NOON, company
from tests.unit.pdfs import check_archivable, pages, said

Language = Literal["fr", "en"]
AGES = ("current", "d30", "d60", "d90", "older", "total")
NAMES = ("Marie-Ève Tremblay-Lachance", "Copropriété Les Jardins du Ruisseau, phase II", "Luc Roy")
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")


def asked(language: Language = "fr", since: date | None = None) -> Asked:
    return Asked(AsyncSession(), company(), language, DAY, since)


def receivables(ask: Asked, count: int) -> Report:
    columns = [column(ask, "contact"), column(ask, "invoices", "count"), *(column(ask, each, "money") for each in AGES)]
    rows = []
    for n in range(count):
        cells: dict[str, Cell] = {"contact": f"{NAMES[n % 3]} {n}", "invoices": n % 4}
        rows.append(Row(cells | {key: (n * 7919 + at * 104_729) % 4_000_000 for at, key in enumerate(AGES)}))
    total = summed(rows, columns, ask.t("report-total"))
    figures = tuple(int(str(total.get(key) or 0)) for key in AGES[:5])
    labels = tuple(ask.t(f"report-column-{key}") for key in AGES[:5])
    chart = Chart("bars", ask.t("report-chart-receivables"), labels, (Series(ask.t("report-owed"), figures),))
    return Report(columns, rows, total, chart, [ask.t("report-note-deposits-apart")])


def journal(ask: Asked, count: int) -> Report:
    kinds: dict[str, Kind] = {
        "day": "date",
        "document": "text",
        "number": "text",
        "contact": "text",
        "subtotal": "money",
    }
    columns = [column(ask, key, kind) for key, kind in kinds.items()]
    columns += [Column("gst", "money", "TPS 5\u00a0%"), Column("qst", "money", "TVQ 9,975\u00a0%")]
    columns += [column(ask, "total", "money")]
    rows = [
        Row(
            {
                "day": date(2026, 1 + n % 11, 1 + n % 28),
                "document": ask.t("report-document-invoice"),
                "number": f"2026-{1000 + n}",
                "contact": NAMES[n % 3],
                "subtotal": (sign := -1 if n % 9 == 8 else 1) * 123_456,
                "gst": sign * 6_173,
                "qst": sign * 12_315,
                "total": sign * 141_944,
            }
        )
        for n in range(count)
    ]
    taxes = tuple((n * 31) % 17 * 10_000 - 20_000 for n in range(12))
    series = (Series("Ventes", tuple(abs(each) * 3 for each in taxes)), Series("Taxes", taxes))
    chart = Chart("columns", ask.t("report-chart-sales"), MONTHS, series)
    return Report(columns, rows, summed(rows, columns, ask.t("report-total")), chart)


def made(ask: Asked, name: Any, found: Report) -> bytes:
    return typeset("report", paper(ask, name, found), ask.language, NOON)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_says_what_it_is_of_when_every_row_and_the_sum(language: Language) -> None:
    ask = asked(language)
    found = receivables(ask, 3)
    shown = said(made(ask, "receivables", found))
    words = {
        "fr": ("Âge des comptes clients", "au 2026-11-25", "Plus de 90 jours", "Plomberie Beaubien", "Page 1 de 1"),
        "en": ("Aged receivables", "as of 2026-11-25", "Over 90 days", "Plomberie Beaubien", "Page 1 of 1"),
    }
    for each in words[language]:
        assert each in shown, each
    data = paper(ask, "receivables", found)
    for row in (*data["rows"], data["total"]):
        assert " ".join(row).replace("\u00a0", " ").replace("\u202f", " ") in shown
    assert data["total"][-1] != data["rows"][0][-1]


def test_two_hundred_rows_break_well() -> None:
    ask = asked(since=date(2026, 1, 1))
    shown = pages(made(ask, "documents", journal(ask, 200)))
    assert len(shown) > 4
    for number, page in enumerate(shown, start=1):
        assert f"Page {number} de {len(shown)}" in page
        assert "Date Document Numéro" in page, "the head comes again"
    assert all("Journal des ventes du 2026-01-01 au 2026-11-25" in page for page in shown[1:])
    assert "2026-1198" in shown[-1], "the sum does not stand alone"
    assert [page for page in shown if "Total 1" in page or " Total " in page.partition("Avant taxes")[2]]


def test_more_rows_than_paper_has_are_told_of_and_in_the_sum() -> None:
    ask = asked()
    found = receivables(ask, MOST_ROWS + 5)
    data = paper(ask, "receivables", found)
    assert len(data["rows"]) == MOST_ROWS
    assert data["notes"][-1].startswith("5 autres lignes")
    assert data["total"][1] == f"{sum(n % 4 for n in range(MOST_ROWS + 5)):,}".replace(",", "\u00a0")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_file_is_archivable_and_accessible(language: Language) -> None:
    ask = asked(language, date(2026, 1, 1))
    title = {
        "fr": "Journal des ventes du 2026-01-01 au 2026-11-25 – Plomberie Beaubien",
        "en": "Sales journal from 2026-01-01 to 2026-11-25 – Plomberie Beaubien",
    }
    roles = check_archivable(made(ask, "documents", journal(ask, 3)), language, title[language])
    assert {"/H1", "/Table", "/TR", "/TH", "/TD"} <= roles


def test_the_same_figures_give_the_same_bytes() -> None:
    ask = asked(since=date(2026, 1, 1))
    assert made(ask, "documents", journal(ask, 9)) == made(ask, "documents", journal(ask, 9))


def test_nothing_is_said_to_be_nothing() -> None:
    ask = asked()
    columns = [column(ask, "contact"), column(ask, "total", "money")]
    shown = said(made(ask, "receivables", Report(columns, [], summed([], columns, "Total"))))
    assert "Il n’y a rien à montrer ici." in shown


CELLS = st.lists(st.text("0123456789 ,$", max_size=60), min_size=1, max_size=14)


@given(CELLS, st.sampled_from(["text", "money"]))
def test_columns_fill_the_page_whatever_is_in_them(cells: list[str], kind: Kind) -> None:
    columns = [Column(str(n), "text" if n == 0 else kind, f"Colonne {n}") for n in range(len(cells))]
    widths, lying, size = layout(columns, [cells])
    assert abs(sum(widths) - (LYING if lying else UPRIGHT)) < 0.2
    assert all(width > 0 for width in widths)
    assert 5.5 <= size <= 8.5


@given(st.lists(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30), min_size=1, max_size=4))
def test_pictures_stay_within_their_frame(values: list[list[int]]) -> None:
    shortest = min(len(each) for each in values)
    series = tuple(Series(f"s{n}", tuple(each[:shortest])) for n, each in enumerate(values))
    labels = tuple(f"m{n}" for n in range(shortest))
    for picture in (
        drawn(Chart("columns", "x", labels, series), "fr", "CAD"),
        drawn(Chart("bars", "x", labels, series), "fr", "CAD"),
    ):
        if picture is None:
            continue
        for each in picture["columns"]:
            assert all(-1e-9 <= bottom <= bottom + height <= 1 + 1e-9 for bottom, height in each["pieces"])
        for bar in picture["bars"]:
            assert -1e-9 <= bar["from"] <= bar["from"] + bar["length"] <= 1 + 1e-9
