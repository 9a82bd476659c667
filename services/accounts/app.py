"""The accounts service: `uvicorn services.accounts.app:app`."""

from __future__ import annotations

from services.accounts.companies.api import LOGO
from services.accounts.companies.api import api as companies
from services.accounts.people.api import api as people
from services.accounts.sessions.api import api as sessions
from services.kit.app import create_app

app = create_app("accounts", [sessions, companies, people], uploads=LOGO)
