"""The answer to a press as a sentence. It is kept as parts without a language, without names, and read in the reader's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts.queries import users
from services.jobs.my_day.decide import Outcome
from services.jobs.visits.queries import resource_names
from services.kit.problems import Problem
from services.kit.texts import catalogue, local_date, local_time, t

Part = dict[str, Any]
"""`{"id": message, "args": {name: value}}`; a value is a text, a whole number, or one of the marked ones below."""


@dataclass(frozen=True)
class Answer:
    """What became of a press. `applied_at`: the time at which the visit took it, if it did."""

    outcome: Outcome
    says: list[Part]
    applied_at: datetime | None = None


def part(message: str, /, **args: Any) -> Part:
    return {"id": message, "args": {name: value for name, value in args.items() if value is not None}}


def reason(problem: Problem) -> Part:
    """Why something was refused: the problem's own words, or those that fit into a sentence."""
    args = {name: value if isinstance(value, int) else str(value) for name, value in problem.args_.items()}
    fitting = f"late-why-{problem.code}"
    return part(fitting if catalogue().has("fr", fitting) else f"problem-{problem.code}", **args)


def instant(at: datetime) -> Part:
    """Read as "9 h 05", with its day when that is not the day of the press."""
    return {"at": at.isoformat()}


def actor(who: str) -> Part:
    """`user:usr_…` read as " par Josée Gagnon"; anybody else as nothing."""
    return {"by": who.removeprefix("user:") if who.startswith("user:") else ""}


def people(resource_ids: Iterable[str]) -> Part:
    return {"people": list(resource_ids)}


def length(time: timedelta) -> Part:
    """Read as "1 h 30"."""
    return {"seconds": int(time.total_seconds())}


@dataclass
class Names:
    """Who the ids in some answers are."""

    zone: str
    users: Mapping[str, str] = field(default_factory=dict)
    resources: Mapping[str, str] = field(default_factory=dict)


async def names(session: AsyncSession, zone: str, answers: Iterable[list[Part]]) -> Names:
    values = [value for parts in answers for each in parts for value in _values(each)]
    return Names(
        zone,
        await users(session, [value["by"] for value in values if value.get("by")]),
        await resource_names(session, [each for value in values for each in value.get("people", ())]),
    )


def sentence(language: str, known: Names, day_of: datetime, parts: list[Part]) -> str:
    """One sentence with a capital and a full stop. `day_of` is the press: times of its day go without the day."""
    said = [str(_say(language, known, day_of, each)) for each in parts]
    joined = said[0]
    for more in said[1:]:
        joined = t(language, "late-and", first=joined, second=more)
    return joined[:1].upper() + joined[1:].removesuffix(".") + "."


def _values(value: Any) -> Iterable[Part]:
    if isinstance(value, dict):
        yield value
        for inner in value.get("args", {}).values():
            yield from _values(inner)


def _say(language: str, known: Names, day_of: datetime, value: Any) -> Any:
    match value:
        case {"id": str(message), "args": args}:
            return t(language, message, **{name: _say(language, known, day_of, each) for name, each in args.items()})
        case {"at": str(at)}:
            zone = ZoneInfo(known.zone)
            local, its_day = datetime.fromisoformat(at).astimezone(zone), day_of.astimezone(zone).date()
            clock = local_time(language, local.time())
            if local.date() == its_day:
                return t(language, "late-at", time=clock)
            return t(language, "late-on", day=local_date(language, local.date()), time=clock)
        case {"by": str(user_id)}:
            name = known.users.get(user_id)
            return t(language, "late-by", who=name) if name else ""
        case {"people": list(ids)}:
            return ", ".join(known.resources[each] for each in ids if each in known.resources) or "–"
        case {"seconds": int(seconds)}:
            hours, minutes = divmod((seconds + 30) // 60, 60)
            return t(language, "late-hours-length", hours=str(hours), minutes=f"{minutes:02d}")
        case _:
            return value
