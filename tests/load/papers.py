"""What printing costs beside typst alone, and what it weighs.

Run: `python -m tests.load.papers`. The same template and the same data, once as the product prints them (snapshot, view, letters that
no font has, packing) and once by a bare compiler, one after the other, with fresh data each time: a compiler that sees the same twice
answers from memory. Prints medians, their ratio and the size; exits with 1 where the ratio is under 0.9 or a file over 60 kB.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Final

import typst

from services.billing.documents.render import STANDARDS, TEMPLATES, _fonts, render_pdf
from services.billing.documents.snapshot import LATEST, Snapshot
from services.billing.documents.view import view
from tests.load.ground import Figures
from tests.unit.long_documents import varied

LINES: Final = (1, 20, 60, 200)
RATIO: Final = 0.9
"""What is left of typst's own speed, at least."""
BUDGET: Final = 60_000
"""Bytes."""


def bare() -> Callable[[str, Snapshot], bytes]:
    """typst and nothing else: a ready view in, a file out."""
    compiler = typst.Compiler(root=TEMPLATES, font_paths=_fonts(LATEST), ignore_system_fonts=True)

    def made(shown: str, snapshot: Snapshot) -> bytes:
        pdf = compiler.compile(
            input=TEMPLATES / f"{snapshot.kind}.typ",
            format="pdf",
            sys_inputs={"view": shown},
            pdf_standards=STANDARDS,
            timestamp=int(snapshot.frozen_at.timestamp()),
        )
        assert isinstance(pdf, bytes)
        return pdf

    return made


def fresh(lines: int, turn: int) -> Snapshot:
    """An invoice that no compiler has seen."""
    made = varied(lines, number=str(1000 + turn))
    each = tuple(
        line.model_copy(update={"description": f"{line.description}-{turn}", "unit_price": line.unit_price + turn})
        for line in made.lines
    )
    return made.model_copy(update={"lines": each})


def measured(lines: int, times: int) -> tuple[Figures, Figures, int]:
    """Ours, typst alone, and the largest file of ours. Who goes first changes each time; the first few are unmeasured."""
    alone, largest, turn = bare(), 0, 0
    ours: list[float] = []
    theirs: list[float] = []

    def clocked(call: Callable[[], bytes], into: list[float]) -> int:
        began = time.perf_counter()
        size = len(call())
        if turn >= 3:
            into.append((time.perf_counter() - began) * 1000)
        return size

    def by_typst() -> None:
        snapshot = fresh(lines, 2 * turn)
        shown = json.dumps(view(snapshot), ensure_ascii=False)
        clocked(lambda: alone(shown, snapshot), theirs)

    for turn in range(times + 3):
        if turn % 2:
            by_typst()
        snapshot = fresh(lines, 2 * turn + 1)
        largest = max(largest, clocked(lambda: render_pdf(snapshot), ours))  # noqa: B023
        if not turn % 2:
            by_typst()
    return Figures(f"{lines} lines, printed", ours), Figures(f"{lines} lines, typst alone", theirs), largest


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load.papers", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=60)
    times, good = parser.parse_args().times, True
    for lines in LINES:
        ours, theirs, largest = measured(lines, times)
        ratio = theirs.median / ours.median
        fits = ratio >= RATIO and largest <= BUDGET
        good = good and fits
        print(ours, theirs, sep="\n")
        print(
            f"{'ok  ' if fits else 'BAD '} ratio {ratio:.2f} (wanted {RATIO}), largest {largest} bytes (wanted {BUDGET})"
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
