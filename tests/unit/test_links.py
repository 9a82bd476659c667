"""Mail addresses of jobs and sites: made here, known again in any case, and nobody else can make one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit import ids, links
from services.kit.settings import get_settings


@pytest.mark.parametrize(("kind", "prefix"), [("job", "job"), ("site", "sit")])
def test_an_address_leads_back_to_what_it_was_made_for(kind: str, prefix: str) -> None:
    object_id = ids.new(prefix)
    made = links.job_address(object_id) if kind == "job" else links.site_address(object_id)
    assert made is not None
    local, _, domain = made.partition("@")
    assert domain == "reply.dossier.example"
    assert len(local) <= 64
    for spelled in (local, local.upper(), local.title()):
        assert links.addressee(spelled) == (kind, object_id)


def test_one_changed_letter_makes_it_nobodys() -> None:
    local = str(links.job_address(ids.new("job"))).partition("@")[0]
    for at in range(len(local)):
        other = "7" if local[at] != "7" else "6"
        assert links.addressee(local[:at] + other + local[at + 1 :]) is None, at


def test_a_job_address_is_no_site_address() -> None:
    local = str(links.job_address(ids.new("job"))).partition("@")[0]
    assert links.addressee(local.replace("job+", "site+")) is None


@given(st.text(max_size=80))
def test_any_other_text_is_nobodys(text: str) -> None:
    assert links.addressee(text) is None


def test_without_a_domain_there_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "inbound_domain", "")
    assert links.job_address(ids.new("job")) is None
