from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page

from services.intake.sites.schemas import SiteView
from tests.browser.conftest import accessible, chromium, open_browser  # noqa: F401  fixtures
from tests.factories import Company
from tests.services.intake.world import Visitor, make_site


@pytest.fixture
async def site(ours: Company) -> SiteView:
    return await make_site(ours)


@pytest.fixture
def visitor(intake_api: httpx.AsyncClient, site: SiteView) -> Visitor:
    return Visitor(intake_api, site)


@pytest.fixture
async def chromium_page(chromium: Browser) -> AsyncIterator[Page]:  # noqa: F811  the fixture
    """A page whose console may say anything."""
    context = await chromium.new_context()
    yield await context.new_page()
    await context.close()
