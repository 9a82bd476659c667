"""What server answers come down to, and that each class has its words."""

from __future__ import annotations

from typing import get_args

import pytest

from services.jobs.messages.codes import Class, classify, status_in
from services.kit.texts import LANGUAGES, catalogue


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("smtp-550", "5.1.1", "address_wrong"),
        ("smtp-550", None, "address_wrong"),
        ("smtp-550", "5.7.1", "refused_by_policy"),
        ("smtp-550", "5.7.26", "our_side"),
        ("smtp-552", "5.2.2", "mailbox_full"),
        ("smtp-452", "4.2.2", "mailbox_full"),
        ("smtp-552", "5.3.4", "too_large"),
        ("smtp-450", "4.2.1", "busy"),
        ("smtp-550", "5.2.1", "address_wrong"),
        ("smtp-451", "4.7.1", "greylisted"),
        ("smtp-450", "4.1.1", "greylisted"),
        ("smtp-421", None, "busy"),
        ("smtp-451", "4.4.1", "busy"),
        ("smtp-553", "5.6.7", "address_wrong"),
        ("smtp-554", None, "refused_by_policy"),
        ("smtp-535", "5.7.8", "our_side"),
        ("smtp-503", None, "our_side"),
        ("smtp-599", None, "unknown"),
        ("smtp-499", None, "busy"),
        ("dsn-5.1.10", None, "address_wrong"),
        ("5.2.2", None, "mailbox_full"),
        ("5.9.9", None, "unknown"),
        ("no-address", None, "no_address"),
        ("smtp-unknown", None, "uncertain"),
        ("SMTPConnectError", None, "busy"),
        ("timeout", None, "busy"),
        ("sms-400", None, "address_wrong"),
        ("sms-429", None, "busy"),
        ("sms-503", None, "busy"),
        ("sms-401", None, "our_side"),
        ("sms-stopped", None, "stopped"),
        ("what's this", None, "unknown"),
    ],
)
def test_the_class_of_an_answer(code: str, status: str | None, kind: str) -> None:
    assert classify(code, status) == kind


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("5.1.1 <eve@courriel.example>: no such user", "5.1.1"),
        ("4.7.1", "4.7.1"),
        ("no such user 5.1.1", None),
        ("5.1.1234 x", None),
        ("", None),
    ],
)
def test_of_an_answers_text_only_its_status_is_kept(text: str, status: str | None) -> None:
    assert status_in(text) == status


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(Class))
def test_every_class_says_what_happened_and_what_to_do(kind: str, language: str) -> None:
    name = f"failure-{kind.replace('_', '-')}"
    assert catalogue().t(language, name, code="smtp-599").endswith((".", ")"))
    assert catalogue().t(language, f"{name}.todo").endswith(".")
