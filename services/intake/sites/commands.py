"""The verbs of sites. They belong to no job, so they go to the audit list."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from services.intake.sites import queries
from services.intake.sites.schemas import SiteIn, SitePatch, SiteView
from services.intake.tables import Site
from services.kit import etags, ids
from services.kit.log import Audit
from services.kit.problems import Conflict, NotFound
from services.kit.work import Work


async def create(work: Work, data: SiteIn) -> SiteView:
    """Raises a 409 problem if somebody, perhaps another company, has the key already."""
    row = Site(
        id=ids.new("sit"),
        company_id=work.company_id,
        key=data.key or key_for(data.name),
        name=data.name,
        languages=list(data.languages),
        services=[each.model_dump(exclude_none=True) for each in data.services],
        allowed_origins=list(data.allowed_origins),
        reply_to=data.reply_to,
        active=True,
        created_at=work.now,
        updated_at=work.now,
    )
    try:
        async with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        raise Conflict("site-key-taken", key=row.key) from None
    _audit(work, "site.created", row.id)
    return queries.out(row)


async def change(work: Work, site_id: str, patch: SitePatch, if_match: str | None) -> SiteView:
    """Changes the fields that are there. Raises 404, 412 with the current site."""
    row = await work.session.scalar(select(Site).where(Site.id == site_id).with_for_update())
    if row is None:
        raise NotFound("site")
    etags.require_match(if_match, queries.out(row))
    changes: dict[str, Any] = patch.model_dump(exclude_unset=True)
    if patch.services is not None:
        changes["services"] = [each.model_dump(exclude_none=True) for each in patch.services]
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = work.now
    _audit(work, "site.changed", row.id)
    await work.session.flush()
    return queries.out(row)


def key_for(name: str) -> str:
    """`Plomberie Côté inc.` → `plomberie-cote-inc-4f2k`: readable, and nobody's yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:36].strip("-")
    return f"{slug or 'site'}-{secrets.token_hex(3)}"


def _audit(work: Work, action: str, site_id: str) -> None:
    work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=site_id))
