"""Texts in CSV files: a spreadsheet takes some of them for formulas and runs them."""

from __future__ import annotations

from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe in front; `plain` takes it away again."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
