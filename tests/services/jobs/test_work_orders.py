"""A visit's work order over HTTP: in whose language, the client's hand on it, nothing internal, the same bytes each time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.factories import Company
from tests.services.jobs.visit_rows import png, template
from tests.services.jobs.world import Office, contact, visit
from tests.unit.pdfs import made_on, said
from tests.unit.test_work_order_paper import alternatives


async def planned(office: Office, language: str = "fr") -> tuple[str, str]:
    """The path of a visit with a checklist, and its number."""
    job, luc = await office.job(contact=contact(language=language)), await office.resource()
    checklist = await office.post("/v1/checklist-templates", template(blocks_completion=False))
    more = {"instructions": "Sonner à côté.", "note_visible": "Pièce en route.", "note_internal": "Mauvais payeur."}
    body = visit(job["id"], [luc["id"]], hour=1) | {"checklist_template_ids": [checklist["id"]]} | more
    made = await office.post("/v1/visits", body)
    return f"/v1/visits/{made['id']}", made["number"]


async def pdf(office: Office, path: str, **params: Any) -> bytes:
    answer = await office.raw("GET", f"{path}/work-order.pdf", **params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return answer.content


async def test_it_is_the_visit_as_it_stands(office: Office) -> None:
    path, number = await planned(office)
    before = await pdf(office, path)
    assert before == await pdf(office, path)
    changed = datetime.fromisoformat((await office.get(path))["updated_at"])
    assert made_on(before) == changed.replace(microsecond=0)
    shown = said(before)
    for each in (
        "Bon de travail",
        f"Nº {number}",
        "Éric Côté-Brûlé",
        "Luc Bédard",
        "Sonner à côté.",
        "Pièce en route.",
        "Eau fermée",
    ):
        assert each in shown, each
    assert "Mauvais payeur" not in shown
    assert "Signature de" not in " ".join(alternatives(before))

    await office.verb(f"{path}/start")
    [checklist] = (await office.get(f"{path}/checklists"))["data"]
    await office.verb(f"{path}/checklist-items/{checklist['items'][0]['id']}/check", {"checked": True})
    price = {"amount": 12_34, "currency": "CAD"}
    await office.post(
        f"{path}/materials", {"description": "Raccord", "quantity": "2.5", "unit": "un", "unit_price": price}
    )
    signed = {"name": "Marie Côté", "png": png(), "signed_at": datetime.now(UTC).replace(microsecond=0).isoformat()}
    await office.post(f"{path}/signature", signed)
    after = await pdf(office, path)
    shown = said(after)
    for each in ("Raccord 2,5 un", "Marie Côté", "Signé le"):
        assert each in shown, each
    assert "12,34" not in shown
    assert {"Fait", "À faire", "Signature de Marie Côté"} <= alternatives(after)


async def test_it_speaks_the_clients_language_unless_another_is_asked_for(office: Office) -> None:
    path, number = await planned(office, "en")
    answer = await office.raw("GET", f"{path}/work-order.pdf")
    assert answer.headers["content-disposition"] == f'inline; filename="work-order-{number}.pdf"'
    assert "Water shut off" in said(answer.content)
    assert "Eau fermée" in said(await pdf(office, path, lang="fr"))
    assert (await office.raw("GET", f"{path}/work-order.pdf", lang="de")).status_code == 422


async def test_a_neighbour_gets_nothing(office: Office, neighbour: Office, ours: Company) -> None:
    path, _ = await planned(office)
    answer = await neighbour.raw("GET", f"{path}/work-order.pdf")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    headers = ours.headers("jobs", "messages")
    assert (await office.api.get(f"{path}/work-order.pdf", headers=headers)).status_code == 403
