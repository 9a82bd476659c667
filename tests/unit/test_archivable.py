"""Every kind of paper, in both languages, short and long: made to be kept, and whole for who listens to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, get_args

import pytest

from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Kind, Language
from tests.unit import long_documents
from tests.unit import test_report_paper as reports
from tests.unit import test_statement_paper as statements
from tests.unit import test_work_order_paper as orders
from tests.unit.documents import NUMBERS, SELLER, document
from tests.unit.papers import statement
from tests.unit.pdfs import check_archivable
from tests.unit.test_brand import picture

TITLES: Final[dict[str, dict[Language, str]]] = {
    "quote": {"fr": "Soumission 318", "en": "Quote 318"},
    "invoice": {"fr": "Facture 1042", "en": "Invoice 1042"},
    "credit_note": {"fr": "Note de crédit 12", "en": "Credit note 12"},
    "receipt": {"fr": "Reçu 77", "en": "Receipt 77"},
    "refund": {"fr": "Remboursement 9", "en": "Refund 9"},
    "statement": {
        "fr": "État de compte au 2026-11-25 – Copropriété Les Jardins du Ruisseau",
        "en": "Statement of account as of 2026-11-25 – Copropriété Les Jardins du Ruisseau",
    },
    "report": {
        "fr": "Journal des ventes du 2026-01-01 au 2026-11-25",
        "en": "Sales journal from 2026-01-01 to 2026-11-25",
    },
    "work_order": {"fr": "Bon de travail 318-2", "en": "Work order 318-2"},
}


SHOWN: Final = SELLER.model_copy(update={"logo": "0" * 64})


def frozen(kind: Kind) -> Callable[[Language, int], bytes]:
    """With a logo."""

    def made(language: Language, count: int) -> bytes:
        return render_pdf(document(kind, language, count, seller=SHOWN), picture((300, 100)))

    return made


def quote(language: Language, count: int) -> bytes:
    """With sections, choices and options, on which the law of contracts at the door also has its say."""
    made = long_documents.quote(count, language, each=7, offered=max(count // 8, 1), seller=SHOWN, itinerant=True)
    return render_pdf(made, picture((300, 100)))


def receipt(language: Language, count: int) -> bytes:
    return render_pdf(long_documents.receipt(count, language, seller=SHOWN), picture((300, 100)))


def report(language: Language, count: int) -> bytes:
    ask = reports.asked(language, date(2026, 1, 1))
    return reports.made(ask, "documents", reports.journal(ask, count))


def work_order(language: Language, count: int) -> bytes:
    return orders.made(orders.done(), language, items=count, ticked=count // 2, used=count, signed=True)


PAPERS: Final[dict[str, Callable[[Language, int], bytes]]] = {
    **{kind: frozen(kind) for kind in NUMBERS},
    "quote": quote,
    "receipt": receipt,
    "statement": lambda language, count: statements.made(statement(count), language),
    "report": report,
    "work_order": work_order,
}
ALWAYS: Final = {"/Document", "/H1", "/P", "/Table", "/TR", "/TD"}


def test_no_kind_is_forgotten() -> None:
    assert set(get_args(Kind)) < PAPERS.keys() == TITLES.keys()


@pytest.mark.parametrize("count", [3, 90])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", PAPERS)
def test_it_is_archivable_and_accessible(kind: str, language: Language, count: int) -> None:
    roles = check_archivable(PAPERS[kind](language, count), language, f"{TITLES[kind][language]} – Plomberie Beaubien")
    assert roles >= ALWAYS
    assert ("/TH" in roles) == (kind != "refund"), "a refund has no table of things"
    assert ("/Figure" in roles) == (kind not in ("statement", "report")), "a logo, a tick and a hand are pictures"
