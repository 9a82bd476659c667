"""How a company's clients may pay online."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from services.billing.online import queries
from services.billing.online.schemas import OnlineSettingsPatch
from services.billing.online.stripe import get_provider
from services.billing.online.tables import OnlineSettings
from services.kit.etags import require_match
from services.kit.log import Audit
from services.kit.problems import Conflict
from services.kit.work import Work


async def change(work: Work, data: OnlineSettingsPatch, if_match: str | None = None) -> None:
    """Raises 409 `online-off` where something is to be switched on and the deployment has no provider, 412."""
    now = await queries.settings(work.session, work.company_id)
    require_match(if_match, now)
    wanted = data.model_dump(exclude_none=True)
    if any(wanted.values()) and get_provider() is None:
        raise Conflict("online-off")
    values = {name: wanted.get(name, getattr(now, name)) for name in ("card", "bank_debit", "saving")}
    row = {"company_id": work.company_id, "account": "", "updated_at": work.now, **values}
    update = {name: row[name] for name in ("card", "bank_debit", "saving", "updated_at")}
    statement = insert(OnlineSettings).values(row).on_conflict_do_update(index_elements=["company_id"], set_=update)
    await work.session.execute(statement)
    if changed := sorted(name for name, value in values.items() if value != getattr(now, name)):
        action = "online_settings.changed"
        work.session.add(Audit(company_id=work.company_id, actor=work.actor, action=action, target=",".join(changed)))
    await work.session.flush()
    work.session.expire_all()
