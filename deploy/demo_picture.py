"""A picture of a job's way, drawn from its timeline: who did what, in three lanes from top to bottom. SVG, light and dark."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any, Final

from deploy import texts

LANES: Final = ("client", "office", "dossier")
_LANE_OF: Final = {"contact": "client", "site": "client", "user": "office", "system": "dossier"}
_TECHNICAL: Final = ("document.rendered", "quote.drafted", "invoice.drafted", "time.recorded", "job.described")
"""Facts that the job needs and its story does not."""
_LANE_X: Final = {"client": 40, "office": 110, "dossier": 180}
_TIME_X: Final = 268
_TEXT_X: Final = 284
_WIDTH: Final = 960
_TOP: Final = 92
_ROW: Final = 30
_LONGEST: Final = 92

_STYLE: Final = """
text{font:14px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1c2530}
.title{font-size:19px;font-weight:650}.lane{font-size:12px;font-weight:600;text-anchor:middle}.time{fill:#5b6875;font-size:12px;text-anchor:end}
.rail{stroke:#d5dce3;stroke-width:2;stroke-dasharray:2 5}.way{fill:none;stroke:#8494a5;stroke-width:2;stroke-linejoin:round}
.client{fill:#b35900}.office{fill:#1f6feb}.dossier{fill:#1a7f4b}.paper{fill:#fff}
@media (prefers-color-scheme:dark){text{fill:#e7ecf2}.time{fill:#9aa8b6}.rail{stroke:#34404c}.way{stroke:#6b7a89}.paper{fill:#12171d}
.client{fill:#f0a35e}.office{fill:#79b0ff}.dossier{fill:#5fcf94}}
""".replace("\n", "")


def draw(number: int, entries: list[dict[str, Any]], language: str) -> str:
    """The picture of the job with that number. `entries` are those of its timeline, oldest first."""
    shown = [entry for entry in entries if entry["kind"] not in _TECHNICAL]
    rows = [(_LANE_OF.get(entry["actor"]["kind"], "dossier"), entry) for entry in shown]
    places = [(_LANE_X[lane], _TOP + index * _ROW) for index, (lane, _) in enumerate(rows)]
    height = _TOP + max(len(rows), 1) * _ROW + 10

    def say(message: str, **args: str) -> str:
        return escape(texts.text(language, "demo", message, **args))

    title = say("picture-title", number=str(number))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{title}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="10"/>',
        f'<text class="title" x="{_LANE_X["client"] - 18}" y="34">{title}</text>',
    ]
    for lane in LANES:
        x = _LANE_X[lane]
        parts.append(f'<text class="lane {lane}" x="{x}" y="66">{say(f"picture-{lane}")}</text>')
        parts.append(f'<line class="rail" x1="{x}" y1="76" x2="{x}" y2="{height - 16}"/>')
    if places:
        parts.append(f'<path class="way" d="{_way(places)}"/>')
    first = _moment(shown[0]) if shown else None
    for (lane, entry), (x, y) in zip(rows, places, strict=True):
        after = _elapsed((_moment(entry) - first).total_seconds(), language) if first else ""
        sentence = entry["text"] if len(entry["text"]) <= _LONGEST else f"{entry['text'][: _LONGEST - 1]}…"
        parts.append(f'<circle class="{lane}" cx="{x}" cy="{y}" r="6.5"/>')
        parts.append(f'<text class="time" x="{_TIME_X}" y="{y + 5}">{after}</text>')
        parts.append(f'<text x="{_TEXT_X}" y="{y + 5}">{escape(sentence)}</text>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _way(places: list[tuple[int, int]]) -> str:
    """From dot to dot; between two lanes it bends half-way down."""
    (x, y), *rest = places
    way = f"M{x} {y}"
    for next_x, next_y in rest:
        middle = (y + next_y) // 2
        way += f"V{next_y}" if next_x == x else f"C{x} {middle} {next_x} {middle} {next_x} {next_y}"
        x, y = next_x, next_y
    return way


def _elapsed(seconds: float, language: str) -> str:
    shown = f"{seconds:.1f} s"
    return shown.replace(".", ",") if language == "fr" else shown


def _moment(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["occurred_at"])
