"""A visit's work order on paper: to take along before, to sign and to keep after.

It is set by billing's typesetting, as every paper of a company is, so that all of them have one masthead and one standard. No price and
nothing internal is on it: the client reads it. Nothing in it is of the clock: the same visit gives the same bytes.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.accounts.queries import CompanyProfile, company, logo_now
from services.billing.documents import build
from services.billing.documents.frame import frame, place_lines, recipient
from services.billing.documents.render import typeset
from services.billing.documents.snapshot import Place
from services.jobs.checklists import queries as checklists
from services.jobs.checklists.schemas import ChecklistItemOut, ChecklistOut
from services.jobs.contacts import queries as contacts
from services.jobs.contacts.schemas import Contact
from services.jobs.files import queries as job_files
from services.jobs.folders.queries import brief
from services.jobs.sheets import queries
from services.jobs.sheets.schemas import MaterialOut, SignatureOut
from services.jobs.visits import queries as visits
from services.jobs.visits.schemas import VisitOut
from services.kit import files
from services.kit.texts import known_language, local_date, local_time, number, t
from services.kit.work import Work

OVER: Final = ("completed", "cancelled", "no_show")
BLANK: Final = 4
"""Lines to write materials on, where the visit is still ahead."""
NBSP: Final = "\u00a0"


async def pdf_of(work: Work, visit_id: str, language: str | None) -> tuple[bytes, str]:
    """The work order and its file's name, in the client's language unless another is asked for. Raises a 404 problem."""
    visit = await visits.visit(work.session, visit_id, work.language)
    job = await brief(work.session, visit.job_id)
    client = await contacts.contact(work.session, job.contact_id)
    language = language or known_language(client.language)
    visit = await visits.visit(work.session, visit_id, language)
    signed = await queries.signature(work.session, visit_id)
    image = b""
    if signed:
        image = await files.get((await job_files.row(work.session, signed.file.id)).key)
    profile = await company(work.session, work.company_id)
    data = paper(
        profile,
        client,
        visit,
        (await checklists.of_visits(work.session, [visit_id], language)).get(visit_id, []),
        await queries.materials(work.session, visit_id),
        signed,
        image,
        language,
    )
    pdf = await asyncio.to_thread(
        typeset, "work_order", data, language, changed_at(visit, signed), await logo_now(profile)
    )
    return pdf, f"{t(language, 'work-order-file')}-{visit.number}.pdf"


def changed_at(visit: VisitOut, signed: SignatureOut | None) -> datetime:
    """The instant that the paper carries: when what it says last changed, as far as the visit tells."""
    return max(visit.updated_at, signed.received_at) if signed else visit.updated_at


def paper(
    profile: CompanyProfile,
    client: Contact,
    visit: VisitOut,
    lists: list[ChecklistOut],
    used: list[MaterialOut],
    signed: SignatureOut | None,
    image: bytes,
    language: str,
) -> dict[str, Any]:
    """Everything that `work_order.typ` places. `image` is the PNG of the signature."""
    seller, title = build.seller(profile), t(language, "work-order")
    zone = ZoneInfo(profile.time_zone)
    day, hours = when(visit, zone, language)
    return frame(
        seller,
        language,
        title=title,
        number=t(language, "documents-number", number=visit.number),
        named=t(language, "documents-title", kind=title, number=visit.number, seller=seller.trade_name),
    ) | {
        "buyer": recipient(build.buyer(client), language),
        "about": _about(visit, language),
        "panel": {"label": t(language, "work-order-when"), "value": day, "note": hours or None},
        "meta": _meta(visit, zone, language),
        "sections": _texts(visit, language),
        "checklists": [
            {"name": each.name, "items": [_item(item, zone, language) for item in each.items]} for each in lists
        ],
        "materials": _materials(used, visit, language),
        "signed": _signed(signed, image, zone, language) if signed else None,
        "signature": _to_sign(language) if not signed else None,
    }


def when(visit: VisitOut, zone: ZoneInfo, language: str) -> tuple[str, str]:
    """The day, and the hours of it as the client was told them."""
    if visit.starts_at is None or visit.ends_at is None:
        return t(language, "work-order-no-date"), ""
    first, last = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    day = local_date(language, first.date())
    if visit.timing == "all_day":
        until = (last - timedelta(seconds=1)).date()
        hours = "" if until == first.date() else t(language, "work-order-until", day=local_date(language, until))
    elif visit.timing == "window" and visit.window_ends_at:
        hours = t(
            language,
            "work-order-window",
            first=local_time(language, first.time()),
            last=local_time(language, visit.window_ends_at.astimezone(zone).time()),
        )
    else:
        ends = local_time(language, last.time())
        if last.date() != first.date():
            ends = f"{local_date(language, last.date())}, {ends}"
        hours = t(language, "work-order-hours", first=local_time(language, first.time()), last=ends)
    return first.date().isoformat(), " · ".join(filter(None, (_weekday(day, language), hours)))


def _weekday(day: str, language: str) -> str:
    """`vendredi` of `vendredi 27 novembre 2026`: the figures of the day stand above it."""
    word = day.split(" ")[0].rstrip(",")
    return word.capitalize()


def _about(visit: VisitOut, language: str) -> list[list[str]]:
    rows = [[t(language, "documents-subject"), visit.title]] if visit.title else []
    if visit.address and visit.address.line1:
        where = Place(**visit.address.model_dump())
        rows.append([t(language, "documents-work-address"), ", ".join(place_lines(where))])
    return rows


def _meta(visit: VisitOut, zone: ZoneInfo, language: str) -> list[list[str]]:
    rows = [[t(language, "documents-job"), t(language, "documents-number", number=visit.number.split("-")[0])]]
    if visit.service:
        rows.append([t(language, "work-order-service"), visit.service])
    if visit.resources:
        rows.append([t(language, "work-order-people"), ", ".join(who.name for who in visit.resources)])
    if visit.started_at:
        rows.append([t(language, "work-order-started"), _moment(visit.started_at, zone, language)])
    if visit.completed_at:
        rows.append([t(language, "work-order-completed"), _moment(visit.completed_at, zone, language)])
    if visit.hours not in ("0", "0.00"):
        rows.append([t(language, "work-order-worked"), f"{number(language, visit.hours)}{NBSP}h"])
    return rows


def _moment(instant: datetime, zone: ZoneInfo, language: str) -> str:
    local = instant.astimezone(zone)
    return f"{local.date().isoformat()}, {local_time(language, local.time())}"


def _texts(visit: VisitOut, language: str) -> list[dict[str, str]]:
    said = (("instructions", visit.instructions), ("note", visit.note_visible))
    return [{"title": t(language, f"work-order-{name}"), "text": text} for name, text in said if text]


def _item(item: ChecklistItemOut, zone: ZoneInfo, language: str) -> dict[str, Any]:
    ticked = item.checked_at is not None
    by = ", ".join(filter(None, (item.checked_by, _moment(item.checked_at, zone, language)))) if item.checked_at else ""
    return {
        "text": item.text,
        "ticked": ticked,
        "said": t(language, "work-order-ticked" if ticked else "work-order-open"),
        "note": None if item.required else t(language, "work-order-optional"),
        "by": by,
    }


def _materials(used: list[MaterialOut], visit: VisitOut, language: str) -> dict[str, Any] | None:
    ahead = visit.status not in OVER
    if not used and not ahead:
        return None
    return {
        "title": t(language, "work-order-materials"),
        "columns": [t(language, "documents-description"), t(language, "documents-quantity")],
        "rows": [
            [each.description, f"{number(language, each.quantity)}{NBSP}{each.unit}".rstrip(NBSP)] for each in used
        ],
        "blank": BLANK if ahead and not used else 0,
    }


def _signed(signed: SignatureOut, image: bytes, zone: ZoneInfo, language: str) -> dict[str, Any]:
    return {
        "title": t(language, "work-order-signature"),
        "image": list(image),
        "alt": t(language, "work-order-signature-of", name=signed.name),
        "name": signed.name,
        "note": t(language, "work-order-signed", when=_moment(signed.signed_at, zone, language)),
    }


def _to_sign(language: str) -> dict[str, Any]:
    return {
        "title": t(language, "work-order-signature"),
        "note": t(language, "work-order-to-sign"),
        "fields": [t(language, f"documents-{name}") for name in ("signature-name", "signature", "signature-date")],
    }
