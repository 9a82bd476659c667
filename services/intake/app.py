"""The intake service: `uvicorn services.intake.app:app`."""

from __future__ import annotations

from services.intake.cors import Cors
from services.intake.forms.api import forms
from services.intake.inbound.api import inbound
from services.intake.requests.api import requests
from services.intake.sites.api import sites
from services.kit.app import create_app

app = create_app("intake", [sites, requests, forms, inbound])
app.add_middleware(Cors)  # outermost: a refusal of the limits is readable for an allowed page, too
