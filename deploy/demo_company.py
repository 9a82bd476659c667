"""Makes the demo company in an empty database: `python -m deploy.demo_company [--empty] --out FILE`.

`DOSSIER_OWNER_DATABASE_URL` (or `DOSSIER_DATABASE_URL`) is the database owner's, since a company is made here from outside.
FILE, also given as `DOSSIER_COMPANY_FILE`, gets `{"sign_ins": [{"role", "email", "password"}], "site": key}`, mode 0600.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pwdlib import PasswordHash
from sqlalchemy import select

from deploy import demo_data
from deploy.demo_data.history import live
from deploy.demo_data.story import Shop
from deploy.folder import write
from services.accounts.roles import PRESETS
from services.accounts.tables import Company, User
from services.billing.catalog import commands as catalog
from services.billing.catalog.schemas import ItemIn, PartIn
from services.billing.numbers import commands as numbers
from services.billing.numbers.schemas import NumberFormatIn
from services.billing.online import settings as online
from services.billing.online.schemas import OnlineSettingsPatch
from services.billing.online.stripe import get_provider
from services.intake.sites import commands as sites
from services.intake.sites.schemas import SiteIn
from services.jobs.checklists import commands as checklists
from services.jobs.checklists.schemas import TemplateIn as ChecklistTemplateIn
from services.jobs.custom_fields import commands as custom_fields
from services.jobs.custom_fields.schemas import FieldIn
from services.jobs.labels import commands as labels
from services.jobs.labels.schemas import LabelIn
from services.jobs.snippets import commands as snippets
from services.jobs.snippets.schemas import SnippetIn
from services.jobs.templates import commands as templates
from services.jobs.templates.schemas import TemplateIn
from services.jobs.visits import setup
from services.jobs.visits.schemas import ResourceIn, ServiceIn
from services.kit import db, ids
from services.kit.settings import get_settings
from services.kit.work import Work, open_work
from workflows.money import Money

WORDS = ("robinet", "siphon", "raccord", "lavabo", "cuivre", "chantier", "marteau", "erable", "riviere", "neige")
FOUNDED = timedelta(days=90)
"""So long before now the company began to use Dossier."""


async def make(*, empty: bool) -> dict[str, Any]:
    """The company, its people and its form; unless `empty` also catalogue, technicians and jobs. Once per database."""
    now = datetime.now(UTC)
    data = demo_data.read("company")
    company_id, owner_id = ids.new("com"), ids.new("usr")
    code = data["company"]["code"]
    try:
        async with open_work(company_id, code, f"user:{owner_id}", now=now - FOUNDED) as work:
            if await work.session.scalar(select(Company.id).where(Company.code == code)):
                raise SystemExit(f"{code}: the company is there already")
            people = [each for each in data["users"] if not empty or each["key"] == "owner"]
            sign_ins, users = await _company_and_people(work, data["company"], people, owner_id)
            site_id = await site(work, data["site"])
            if not empty:
                made = await workshop(work, data, users)
                shop = Shop(company_id=company_id, code=code, now=now, users=users, site_id=site_id, **made)
                await live(work, shop)
    finally:
        await db.engine().dispose()
    return {"sign_ins": sign_ins, "site": data["site"]["key"]}


async def _company_and_people(
    work: Work, company: dict[str, Any], people: list[dict[str, Any]], owner_id: str
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """What to sign in with, and user ids by key. The first of `people` is the owner."""
    work.session.add(Company(id=work.company_id, created_at=work.now, updated_at=work.now, **company))
    await work.session.flush()
    hasher = PasswordHash.recommended()
    sign_ins: list[dict[str, str]] = []
    users: dict[str, str] = {}
    for each in people:
        password = f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(9000) + 1000}"
        user_id = users[each["key"]] = ids.new("usr") if users else owner_id
        user = User(
            id=user_id,
            company_id=work.company_id,
            email=each["email"],
            name=each["name"],
            password_hash=hasher.hash(password),
            role=each["role"],
            permissions=list(PRESETS[each["role"]]),
            language=each["language"],
            active=True,
            notify={},
            created_at=work.now,
            updated_at=work.now,
        )
        work.session.add(user)
        sign_ins.append({"role": each["role"], "email": each["email"], "password": password})
    await work.session.flush()
    return sign_ins, users


async def site(work: Work, data: dict[str, Any]) -> str:
    return (await sites.create(work, SiteIn.model_validate(data))).id


async def workshop(work: Work, data: dict[str, Any], users: dict[str, str]) -> dict[str, dict[str, str]]:
    """Technicians, kinds of work and the catalogue: ids by key. The company's own texts, too."""

    def dollars(cents: int) -> Money:
        return Money(amount=cents, currency=data["company"]["currency"])

    resources, services = {}, {}
    items: dict[str, str] = {}
    for each in data["resources"]:
        person = ResourceIn(
            name=each["name"],
            colour=each["colour"],
            hourly_rate=dollars(each["hourly_rate"]),
            user_id=users[each["user"]] if each["user"] else None,
        )
        resources[each["key"]] = (await setup.add_resource(work, person)).id
    for each in data["services"]:
        services[each["key"]] = (await setup.add_service(work, ServiceIn(name_fr=each["fr"], name_en=each["en"]))).id
    for each in data["items"]:
        item = ItemIn(
            kind=each.get("kind", "service"),
            code=each.get("code", ""),
            name_fr=each["fr"],
            name_en=each["en"],
            unit=each["unit"],
            unit_price=dollars(each["price"]) if "price" in each else None,
            cost=dollars(each["cost"]) if "cost" in each else None,
            parts=tuple(
                PartIn.model_validate({"item_id": items[key], "quantity": n}) for key, n in each.get("parts", ())
            ),
        )
        items[each["key"]] = (await catalog.create(work, item)).id
    for kind, looks in data["numbers"].items():
        await numbers.decide(work, kind, NumberFormatIn.model_validate(looks))
    lists = {each["key"]: await checklists.add_template(work, _checklist(each)) for each in data["checklists"]}
    for each in data["snippets"]:
        await snippets.create(work, SnippetIn.model_validate(each))
    for each in data["templates"]:
        texts = {name: value for name, value in each.items() if name != "kind"}
        await templates.save(work, each["kind"], TemplateIn.model_validate(texts), None)
    if get_provider() is not None:  # the local bank, in a stack that has one
        await online.change(work, OnlineSettingsPatch(card=True, bank_debit=True, saving=True))
    marks = {each["key"]: (await labels.create(work, _label(each))).id for each in data["labels"]}
    fields = {each["key"]: (await custom_fields.define(work, _field(each))).id for each in data["custom_fields"]}
    found = {"resources": resources, "services": services, "items": items, "labels": marks, "fields": fields}
    return found | {"checklists": lists}


def _checklist(data: dict[str, Any]) -> ChecklistTemplateIn:
    items = [
        {"text_fr": each["fr"], "text_en": each["en"], "required": each.get("required", True)} for each in data["items"]
    ]
    body = {"name_fr": data["fr"], "name_en": data["en"], "items": items, "blocks_completion": True}
    return ChecklistTemplateIn.model_validate(body)


def _label(data: dict[str, Any]) -> LabelIn:
    return LabelIn(name_fr=data["fr"], name_en=data["en"], colour=data["colour"])


def _field(data: dict[str, Any]) -> FieldIn:
    return FieldIn.model_validate({name: value for name, value in data.items() if name != "key"})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.demo_company", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="only the company, its owner and its form")
    parser.add_argument("--out", type=Path, default=os.environ.get("DOSSIER_COMPANY_FILE"))
    arguments = parser.parse_args()
    if arguments.out is None:
        parser.error("--out FILE is missing")
    if url := os.environ.get("DOSSIER_OWNER_DATABASE_URL"):
        os.environ["DOSSIER_DATABASE_URL"] = url
        get_settings.cache_clear()
    made = asyncio.run(make(empty=arguments.empty))
    write(Path(arguments.out), json.dumps(made, indent=1, ensure_ascii=False))
    sys.stdout.write(f"{arguments.out}\n")


if __name__ == "__main__":
    main()
