"""Whatever a report's row is about has a page: each kind of link leads to a route of the dashboard."""

from __future__ import annotations

from typing import get_args

import pytest
from starlette.routing import Match

from dashboard import links
from dashboard.app import app
from services.billing.reports.table import LinkKind

KINDS = get_args(LinkKind)


def test_every_kind_is_known_and_no_other() -> None:
    assert set(KINDS) == set(links.LINKS)
    assert links.href(None) == ""
    assert links.href({"kind": "planet", "id": "x"}) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_leads_to_a_page_that_there_is(kind: str) -> None:
    path = links.href({"kind": kind, "id": "abc_1"})
    scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
    assert any(route.matches(scope)[0] == Match.FULL for route in app.routes), path
