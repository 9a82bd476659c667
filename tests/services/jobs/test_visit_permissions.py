"""Every endpoint of visits asks who is calling, and for the permission that it needs."""

from __future__ import annotations

from fastapi.routing import APIRoute

from services.jobs.checklists import api as checklists
from services.jobs.feeds import api as feeds
from services.jobs.series import api as series
from services.jobs.sheets import api as sheets
from services.jobs.slots import api as slots
from tests.services.jobs.world import Office

ROUTERS = (checklists.templates, checklists.on_visits, feeds.api, series.api, sheets.api, slots.slots, slots.holds)
SETTINGS = {("POST", "/v1/checklist-templates"), ("PATCH", "/v1/checklist-templates/{template_id}")}


def endpoints() -> list[tuple[str, str]]:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [(method, route.path) for route in routes for method in sorted(route.methods or ())]


async def test_nobody_and_the_wrong_one_are_turned_away(office: Office) -> None:
    assert len(endpoints()) >= 30
    for method, path in endpoints():
        filled = path.format_map(Nothing())
        wanted = "settings" if (method, path) in SETTINGS else "visits"
        others = [each for each in ("jobs", "visits", "routes", "reports", "settings") if each != wanted]
        headers = office.company.headers(*others)
        refused = await office.api.request(method, filled, headers=headers, json={})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden"), f"{method} {path}"
        assert f"« {wanted} »" in refused.json()["detail"]
        assert (await office.api.request(method, filled, json={})).status_code == 401, f"{method} {path}"


class Nothing(dict[str, str]):
    """An id of nothing for every name."""

    def __missing__(self, name: str) -> str:
        return "2027-01-01" if name == "on_date" else "xyz_0nothing"
