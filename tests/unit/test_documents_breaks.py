"""Where long documents break: no title alone at the end of a page, no sum alone at the head of one, heads that come again."""

from __future__ import annotations

import re

import pytest

from services.billing.documents.render import render_pdf
from services.billing.documents.snapshot import Language, Snapshot
from tests.unit.documents import document
from tests.unit.long_documents import TIERS, quote, receipt, varied
from tests.unit.pdfs import pages

LINE = re.compile(r"modèle \d+")
HEAD = {"fr": "Description Quantité Prix unitaire Montant", "en": "Description Quantity Unit price Amount"}
SUM = {"fr": "Sous-total", "en": "Subtotal"}
FOOT = "9123-4567 Québec inc. · Licence"


def body(page: str) -> str:
    """Without the foot, which every page has."""
    return page.partition(FOOT)[0]


def check_titles(shown: list[str], title: str) -> int:
    """Something of what a title is the title of follows it on its page. Gives how many there were."""
    found = 0
    for number, page in enumerate(shown, start=1):
        for each in re.finditer(title, body(page)):
            found += 1
            assert LINE.search(body(page), each.end()), f"page {number} ends in {each[0]}"
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_quote_of_two_hundred_lines_breaks_well(language: Language) -> None:
    shown = pages(render_pdf(quote(200, language)))
    assert len(shown) > 6
    assert sum(len(LINE.findall(page)) for page in shown) == 200
    assert all(HEAD[language] in page for page in shown if LINE.search(page)), "the names of the columns come again"
    assert check_titles(shown, r"Section \d+") == 4
    assert check_titles(shown, "|".join(TIERS[language])) == 2
    assert check_titles(shown, "Options") == 1
    total = next(page for page in shown if SUM[language] in page)
    assert len(LINE.findall(total.partition(SUM[language])[0])) >= 2
    last = next(page for page in reversed(shown) if LINE.search(page))
    assert len(LINE.findall(last)) >= 2, "no option stands alone"


@pytest.mark.parametrize("each", [2, 3, 5, 7])
def test_no_section_title_stands_alone_wherever_it_falls(each: int) -> None:
    shown = pages(render_pdf(quote(200, each=each, offered=0)))
    assert check_titles(shown, r"Section \d+") == -(-200 // each)


@pytest.mark.parametrize("firm", range(8, 32, 3))
def test_options_start_with_their_title_and_end_with_two_wherever_they_fall(firm: int) -> None:
    for offered in (1, 2, 3, 9):
        shown = pages(render_pdf(quote(firm + 3 * offered, offered=offered)))
        assert check_titles(shown, "Options") == 1
        start = next(n for n, page in enumerate(shown) if "Options" in page)
        tables = [len(LINE.findall(page)) for page in shown[start + 1 :] if LINE.search(page)]
        assert not tables or tables[-1] >= 2, "no option stands alone"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_credit_note_of_two_hundred_lines_breaks_well(language: Language) -> None:
    shown = pages(render_pdf(varied(200, kind="credit_note", language=language)))
    assert len(shown) > 5
    assert all(HEAD[language] in page for page in shown if LINE.search(page))
    total = next(page for page in shown if SUM[language] in page)
    assert len(LINE.findall(total)) >= 2
    for each in ("1042", "Total", {"fr": "TVQ 9,975 %", "en": "QST 9.975%"}[language]):
        assert each in total, "the sums stay together"
    check_sections(shown, language)


@pytest.mark.parametrize("count", range(12, 30))
def test_no_title_of_a_text_stands_alone_wherever_it_falls(count: int) -> None:
    check_sections(pages(render_pdf(varied(count, terms="\n".join(f"Clause {n}." for n in range(60))))), "fr")
    check_sections(pages(render_pdf(varied(count, kind="credit_note"))), "fr")


def check_sections(shown: list[str], language: Language) -> None:
    titles = {"fr": "Modalités de paiement|Conditions|Motif", "en": "Payment terms|Terms|Reason"}[language]
    for page in shown:
        assert not re.search(rf"(?:{titles}) *$", body(page)), "a title at the end of a page"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_receipt_for_two_hundred_invoices_breaks_well(language: Language) -> None:
    shown = pages(render_pdf(receipt(200, language)))
    assert len(shown) > 4
    head = {"fr": "Facture Montant appliqué Solde de la facture", "en": "Invoice Amount applied Invoice balance"}
    assert all(head[language] in page for page in shown), "the names of the columns come again"
    assert sum(len(paid(page)) for page in shown) == 200


@pytest.mark.parametrize("count", [*range(1, 4), *range(18, 34)])
def test_what_came_in_never_stands_alone(count: int) -> None:
    shown = pages(render_pdf(receipt(count)))
    [last] = [page for page in shown if "Conservé à votre crédit" in page]
    assert len(paid(last)) >= min(2, count)
    assert last is shown[-1]


def paid(page: str) -> list[str]:
    return re.findall(r"Nº 1[01]\d\d |Nº 12\d\d |No\. 1[012]\d\d ", body(page))


@pytest.mark.parametrize(
    "made", [document("quote", count=0), document("receipt").model_copy(update={"receipt": receipt(0).receipt})]
)
def test_nothing_to_list_is_no_empty_head(made: Snapshot) -> None:
    [shown] = pages(render_pdf(made))
    assert "Total" in shown or "Montant reçu" in shown
