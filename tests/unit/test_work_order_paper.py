"""A work order on paper: what there is to do and what was done, boxes and ticks, the client's hand, and nothing internal."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from services.billing.documents.render import typeset
from services.jobs.checklists.schemas import ChecklistItemOut, ChecklistOut
from services.jobs.files.schemas import FileOut
from services.jobs.folders.queries import JobAddress
from services.jobs.sheets.paper import changed_at, paper, when
from services.jobs.sheets.schemas import MaterialOut, SignatureOut
from services.jobs.visits.schemas import VisitOut, Who
from tests.unit.papers import NOON, client, company
from tests.unit.pdfs import check_archivable, made_on, pages, said
from tests.unit.structure import tree
from workflows.money import Money

Language = Literal["fr", "en"]
STARTS = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)
ZONE = ZoneInfo("America/Toronto")


def visit(**changes: Any) -> VisitOut:
    known: dict[str, Any] = {
        **dict.fromkeys(("service_id", "window_ends_at", "expected_at", "lead_id", "series_id", "series_key")),
        **dict.fromkeys(("signed_at", "started_at", "completed_at")),
        "id": "vis_1",
        "number": "318-2",
        "job_id": "job_1",
        "status": "scheduled",
        "title": "Chauffe-eau qui coule",
        "address": JobAddress(
            line1="99, chemin du Lac", city="Saint-Sauveur", region="QC", postal_code="J0R 1R0", country="CA"
        ),
        "own_address": True,
        "service": "Réparation",
        "timing": "fixed",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "resources": (
            Who(id="res_1", name="Luc Bédard", colour="#336699"),
            Who(id="res_2", name="Ève", colour="#000000"),
        ),
        "anyway": False,
        "instructions": "Sonner à la porte de côté.\nLe chien est gentil.",
        "note_visible": "Pièce commandée, arrivée prévue mardi.",
        "note_internal": "Paie toujours en retard.",
        "billable": True,
        "cancel_reason": "",
        "unscheduled_reason": "",
        "occurrence": 1,
        "detached": False,
        "hours": "0",
        "running": False,
        "updated_at": NOON,
    }
    return VisitOut(**known | changes)


def checklist(count: int, ticked: int = 0) -> ChecklistOut:
    items = tuple(
        ChecklistItemOut(
            id=f"cli_{n}",
            text=f"Point {n + 1} : eau fermée et pression vérifiée",
            required=n % 3 != 2,
            checked_at=NOON if n < ticked else None,
            checked_by="Luc Bédard" if n < ticked else None,
        )
        for n in range(count)
    )
    return ChecklistOut(id="chl_1", template_id="clt_1", name="Sécurité", blocks_completion=True, items=items, open=0)


def materials(count: int) -> list[MaterialOut]:
    return [
        MaterialOut(
            id=f"mat_{n}",
            item_id=None,
            description=f"Raccord de cuivre ½ po, modèle {n}",
            quantity="2.5",
            unit="un",
            unit_price=Money(amount=98_76, currency="CAD"),
            unit_cost=Money(amount=54_32, currency="CAD"),
            created_at=NOON,
        )
        for n in range(count)
    ]


def hand() -> bytes:
    """A signature as phones draw it: ink on nothing."""
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    points = [(30 + 18 * n, 100 + (n % 5 - 2) * 30) for n in range(30)]
    ImageDraw.Draw(picture).line(points, fill=(20, 30, 60, 255), width=6, joint="curve")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def signature() -> SignatureOut:
    shown = dict.fromkeys(FileOut.model_fields) | {
        "id": "fil_1",
        "object_kind": "visit",
        "object_id": "vis_1",
        "role": "signature",
        "name": "signature.png",
        "media_type": "image/png",
        "size": 1,
        "sha256": "0" * 64,
        "url": "",
        "download_url": "",
        "created_by": "user:usr_1",
        "created_at": NOON,
        "updated_at": NOON,
    }
    return SignatureOut(
        id="sig_1",
        name="Marie Côté",
        signed_at=NOON,
        received_at=NOON,
        content="{}",
        sha256="0" * 64,
        image_sha256="0" * 64,
        file=FileOut.model_validate(shown),
    )


def made(
    one: VisitOut, language: Language = "fr", *, items: int = 3, ticked: int = 0, used: int = 0, signed: bool = False
) -> bytes:
    under, image = (signature(), hand()) if signed else (None, b"")
    lists = [checklist(items, ticked)] if items else []
    data = paper(company(), client(language), one, lists, materials(used), under, image, language)
    return typeset("work_order", data, language, changed_at(one, under))


def done(**changes: Any) -> VisitOut:
    over = {"status": "completed", "started_at": STARTS, "completed_at": STARTS + timedelta(hours=2), "hours": "1.75"}
    return visit(**over | changes)


def test_what_is_taken_along_says_where_when_who_and_what() -> None:
    shown = said(made(visit()))
    for each in (
        *("Bon de travail", "Nº 318-2", "Dossier", "Nº 318", "Plomberie Beaubien", "Licence RBQ : 5678-1234-01"),
        *("Copropriété Les Jardins du Ruisseau", "514 555-0188", "99, chemin du Lac, Saint-Sauveur (QC)"),
        *("2026-11-27", "Vendredi · de 08 h 30 à 10 h 30", "Luc Bédard, Ève", "Réparation", "Chauffe-eau qui coule"),
        *("Sonner à la porte de côté.", "Le chien est gentil.", "Pièce commandée, arrivée prévue mardi."),
        *("Sécurité", "Point 1 : eau fermée", "facultatif", "Matériel", "Nom en lettres moulées", "Page 1 de 1"),
    ):
        assert each in shown, each


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_kept_says_what_was_done_and_who_signed(language: Language) -> None:
    shown = said(made(done(), language, ticked=2, used=2, signed=True))
    words = {
        "fr": (
            "Début",
            "2026-11-27, 08 h 30",
            "1,75 h",
            "2,5 un",
            "Signé le 2026-11-25, 12 h 00",
            "Signature du client",
        ),
        "en": ("Started", "2026-11-27, 8:30 a.m.", "1.75 h", "2.5 un", "Signed on 2026-11-25, 12:00 p.m.", "Crew"),
    }
    for each in (*words[language], "Marie Côté", "Luc Bédard, 2026-11-25"):
        assert each in shown, each
    assert "lettres moulées" not in shown


def test_nothing_internal_and_no_price_is_on_it() -> None:
    shown = said(made(done(), used=3))
    for each in ("Paie toujours", "98,76", "54,32", "$"):
        assert each not in shown


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_file_is_archivable_and_a_tick_is_said(language: Language) -> None:
    pdf = made(done(), language, ticked=1, used=1, signed=True)
    title = {"fr": "Bon de travail 318-2 – Plomberie Beaubien", "en": "Work order 318-2 – Plomberie Beaubien"}
    roles = check_archivable(pdf, language, title[language])
    assert {"/H1", "/H2", "/Table", "/TR", "/TD", "/Figure"} <= roles
    told = {"fr": ("Fait", "À faire", "Signature de Marie Côté"), "en": ("Done", "To do", "Signature of Marie Côté")}
    assert set(told[language]) <= alternatives(pdf)


def alternatives(pdf: bytes) -> set[str]:
    """What pictures say to who does not see them."""
    found = (each.found.get("/Alt") for each in tree(PdfReader(io.BytesIO(pdf))).walk())
    return {str(each) for each in found if each is not None}


def test_the_same_visit_gives_the_same_bytes() -> None:
    early = done(updated_at=NOON - timedelta(hours=1))
    assert made(early, ticked=2, used=2, signed=True) == made(early, ticked=2, used=2, signed=True)
    assert made_on(made(early)) == NOON - timedelta(hours=1)
    assert made_on(made(early, signed=True)) == NOON


def test_two_hundred_points_and_materials_break_well() -> None:
    shown = pages(made(done(), items=200, ticked=100, used=200, signed=True))
    assert len(shown) > 6
    assert all("Bon de travail Nº 318-2" in page for page in shown[1:])
    assert "Marie Côté" in shown[-1]
    material = [page for page in shown if "Raccord de cuivre" in page]
    assert all("Description" in page for page in material), "the head comes again"


@pytest.mark.parametrize(
    ("changes", "said_fr", "said_en"),
    [
        ({}, "Vendredi · de 08 h 30 à 10 h 30", "Friday · 8:30 a.m. to 10:30 a.m."),
        (
            {"timing": "window", "window_ends_at": STARTS + timedelta(hours=1)},
            "Vendredi · arrivée entre 08 h 30 et 09 h 30",
            "Friday · arrival between 8:30 a.m. and 9:30 a.m.",
        ),
        (
            {
                "timing": "all_day",
                "starts_at": datetime(2026, 11, 27, 5, tzinfo=UTC),
                "ends_at": datetime(2026, 11, 28, 5, tzinfo=UTC),
            },
            "Vendredi",
            "Friday",
        ),
    ],
)
def test_hours_read_as_the_client_was_told(changes: dict[str, Any], said_fr: str, said_en: str) -> None:
    for language, words in (("fr", said_fr), ("en", said_en)):
        day, hours = when(visit(**changes), ZONE, language)
        assert (
            day,
            hours.replace("\u202f", " ").replace("\u00a0", " "),
        ) == ("2026-11-27", words)


def test_a_visit_without_a_date_says_so() -> None:
    assert "À céduler" in said(made(visit(status="unscheduled", starts_at=None, ends_at=None)))


def test_the_companys_logo_and_colour_are_on_it() -> None:
    profile = company(logo="0" * 64, accent="#7a1f1f")
    data = paper(profile, client(), visit(), [], [], None, b"", "fr")
    assert data["accent"] == "#7a1f1f"
    pdf = typeset("work_order", data, "fr", NOON, hand())
    assert any("Plomberie Beaubien" in each for each in alternatives(pdf))
    assert alternatives(typeset("work_order", data, "fr", NOON)) == set()
