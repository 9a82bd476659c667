"""A statement of account on paper: what it says, in both languages, short and long, and the same bytes each time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest

from services.billing.documents.render import MARK, typeset
from services.billing.reports import periods
from services.billing.reports.paper import day_stamp
from services.billing.statements.account import Aging, Statement
from services.billing.statements.chart import chart, step_of
from services.billing.statements.paper import MOST_ENTRIES, paper
from services.kit.texts import money
from tests.unit.papers import DAY, client, company, statement
from tests.unit.pdfs import check_archivable, made_on, pages, plain, said

Language = Literal["fr", "en"]


def made(found: Statement, language: Language = "fr", **contact: str) -> bytes:
    data = paper(company(), client(language, **contact), found, language)
    return typeset("statement", data, language, day_stamp(found.to_on))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_says_what_happened_what_is_owed_since_when_and_how_to_pay(language: Language) -> None:
    found = statement(5)
    shown = said(made(found, language))

    def cash(cents: int) -> str:
        return plain(money(language, cents))

    for cents in (found.opening, found.closing, found.held, *(each.balance for each in found.entries)):
        assert cash(cents) in shown
    for each in found.entries:
        assert f"{each.number} {each.note} {cash(each.amount)} {cash(each.balance)}" in shown
    for item in found.open_items:
        assert item.due_on.isoformat() in shown
    words = {
        "fr": (
            *("État de compte", "au 2026-11-25", "Solde reporté", "Solde dû", "61 à 90 jours", "Plus de 90 jours"),
            *("Âge du compte", "Factures à payer", "Pour payer", "à l’ordre de 9123-4567 Québec inc."),
            *("À votre crédit, non déduit", "Licence RBQ : 5678-1234-01", "Page 1 de 1"),
        ),
        "en": (
            *("Statement of account", "as of 2026-11-25", "Balance brought forward", "Balance due", "61 to 90 days"),
            *("Age of the account", "Invoices to pay", "How to pay", "payable to 9123-4567 Québec inc."),
            *("Your credit, not deducted", "Licence RBQ: 5678-1234-01", "Page 1 of 1"),
        ),
    }
    for word in words[language]:
        assert word in shown, word


def test_two_hundred_lines_break_well() -> None:
    shown = pages(made(statement(200)))
    assert len(shown) > 4
    for number, page in enumerate(shown, start=1):
        assert f"Page {number} de {len(shown)}" in page
    assert all("État de compte au 2026-11-25" in page for page in shown[1:])
    tables = [page for page in shown if "Pour payer" not in page]
    assert all("Date Opération Numéro" in page or "Numéro Dossier Émise le" in page for page in tables), (
        "heads come again"
    )
    last = next(page for page in shown if "Numéro Dossier Émise le" in page and "Solde dû" in page)
    assert "2026-11" in last.partition("Solde dû")[0], "the sum does not stand alone"


def test_what_is_too_much_for_paper_is_in_the_balance_brought_forward() -> None:
    found = statement(MOST_ENTRIES + 3)
    rows = paper(company(), client(), found, "fr")["activity"]["rows"]
    assert len(rows) == MOST_ENTRIES + 1
    before = found.entries[2]
    assert rows[0] == [found.entries[3].day.isoformat(), "Solde reporté", "", "", "", money("fr", before.balance)]
    assert rows[-1][-1] == money("fr", found.closing)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_file_is_archivable_and_accessible(language: Language) -> None:
    title = {
        "fr": "État de compte au 2026-11-25 – Copropriété Les Jardins du Ruisseau – Plomberie Beaubien",
        "en": "Statement of account as of 2026-11-25 – Copropriété Les Jardins du Ruisseau – Plomberie Beaubien",
    }
    roles = check_archivable(made(statement(), language), language, title[language])
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD"} <= roles


def test_the_same_books_give_the_same_bytes() -> None:
    stored = Statement.model_validate(statement(7).model_dump(mode="json"))
    assert made(statement(7)) == made(stored)
    assert made_on(made(stored)) == datetime(2026, 11, 25, tzinfo=UTC)
    assert made(statement(7)) != made(statement(7, to_on=date(2026, 11, 26)))


@pytest.mark.parametrize(
    ("days", "step"),
    [(1, "day"), (31, "day"), (32, "week"), (184, "week"), (365, "month"), (1200, "quarter"), (4000, "year")],
)
def test_the_picture_of_a_period_shows_what_was_owed_at_the_end_of_each_part(days: int, step: str) -> None:
    since = DAY - timedelta(days=days - 1)
    entries = tuple(each for each in statement(40).entries if since <= each.day)
    opening = entries[0].balance - entries[0].amount if entries else 120_00
    found = statement(0, from_on=since, entries=entries, opening=opening)
    assert step_of(since, DAY) == step
    picture = chart(found, "fr")
    assert picture.kind == "columns"
    [series] = picture.series
    assert len(series.values) == len(picture.labels) <= 60
    assert series.values[-1] == (entries[-1].balance if entries else opening)
    firsts = periods.between(since, DAY, step_of(since, DAY))
    for at, value in enumerate(series.values):
        before = [each for each in entries if at + 1 == len(firsts) or each.day < firsts[at + 1]]
        assert value == (before[-1].balance if before else opening)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_picture_without_a_period_is_of_the_ages_and_adds_up_to_what_is_owed(language: Language) -> None:
    found = statement(9, from_on=None, entries=())
    picture = chart(found, language)
    assert picture.kind == "bars"
    assert sum(picture.series[0].values) == found.closing
    titles = {"fr": "Solde dû, par âge", "en": "Balance due, by age"}
    assert titles[language] in said(made(found, language))
    titles = {"fr": "Solde dû au fil de la période", "en": "Balance due over the period"}
    assert titles[language] in said(made(statement(9), language))
    assert titles[language] not in said(made(found, language))


def test_who_owes_nothing_reads_so_and_is_not_told_how_to_pay() -> None:
    empty = statement(0, from_on=None, opening=0, closing=0, held=0, aging=Aging())
    shown = said(made(empty))
    assert "Aucune facture à payer" in shown
    assert "Pour payer" not in shown
    assert "en retard" not in shown
    assert "Activité" not in shown
    assert "Solde dû, par âge" not in shown, "nothing is no picture"


def test_what_cannot_be_printed_is_marked() -> None:
    shown = said(made(statement(), name="Zoé 🎉 #panic()"))
    assert f"Zoé {MARK} #panic()" in shown
    assert "ne peuvent pas être imprimés" in shown
    assert DAY.isoformat() in shown
