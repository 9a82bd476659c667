"""The index of the settings. A wing adds its page with one line in SECTIONS."""

from __future__ import annotations

from typing import NamedTuple

from starlette.responses import Response
from starlette.routing import Route

from dashboard.view import View, signed_in


class Section(NamedTuple):
    href: str
    name: str  # message ids: `settings-<name>` and `settings-<name>-about`
    icon: str
    permission: str


SECTIONS: list[Section] = [
    Section("/settings/company", "company", "tag", "settings"),
    Section("/resources", "resources", "person", "settings"),
    Section("/catalogue", "catalogue", "tag", "quotes"),
    Section("/settings/quotes", "quotes", "quote", "settings"),
    Section("/settings/invoices", "invoices", "invoice", "settings"),
    Section("/settings/quote-templates", "quote-templates", "note", "quotes"),
    Section("/settings/taxes", "taxes", "payment", "settings"),
    Section("/settings/numbers", "numbers", "invoice", "settings"),
    Section("/settings/online", "online", "payment", "settings"),
    Section("/settings/hours", "hours", "clock", "settings"),
    Section("/settings/checklists", "checklists", "check", "settings"),
    Section("/settings/labels", "labels", "tag", "settings"),
    Section("/settings/messages", "messages", "mail", "settings"),
    Section("/settings/sms", "sms", "phone", "settings"),
    Section("/settings/snippets", "snippets", "reply", "settings"),
    Section("/settings/custom-fields", "custom-fields", "note", "settings"),
]


async def index(view: View) -> Response:
    return view.render("settings.html", sections=[each for each in SECTIONS if view.may(each.permission)])


routes = [Route("/settings", signed_in(index))]
