"""Texts, numbers and amounts of a document in its language. Pure."""

from __future__ import annotations

from typing import Any

from services.kit.texts import money, number, t

NBSP = "\u00a0"


class Speaker:
    """Texts and amounts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, message: str, **args: Any) -> str:
        return t(self.language, message, **args)

    def amount(self, cents: int, currency: str) -> str:
        return money(self.language, cents, currency)

    def decimal(self, value: str) -> str:
        """`1.50` → `1,5` or `1.5`, with the thousands apart."""
        return number(self.language, value)

    def percent(self, rate: str) -> str:
        """`TPS 5 %` in French, `GST 5%` in English; the rate never loses a digit."""
        return f"{self.decimal(rate)}{NBSP}%" if self.language == "fr" else f"{self.decimal(rate)}%"
