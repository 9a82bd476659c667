"""HTML of strangers: cleaned for display, and as plain text."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Final

import nh3

LONGEST: Final = 500_000
"""Letters of HTML that are kept; a mail that is longer shows its text."""

DEEPEST: Final = 1_000
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_CLOSED_BY_THEMSELVES: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
        "source",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "wbr",
    ]
)
_TAGS: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
    "*": {"dir", "lang"},
}
_DROPPED_WHOLE: Final = frozenset({"script", "style", "title", "head", "noscript", "template", "svg", "math"})


def clean(html: str) -> str:
    """Structure and links only: no script, no style, no image (a remote one tells its sender who reads), no form, no frame."""
    return nh3.clean(
        _shallow(html[:LONGEST]),
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    ).strip()


def _shallow(html: str) -> str:
    """`html`, or, where it is nested deeper than any mail program writes, just its words: such a page cleans in minutes."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _CLOSED_BY_THEMSELVES:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return html if deepest <= DEEPEST else escape(_ANY_TAG.sub(" ", html))


def as_text(html: str) -> str:
    """What a reader of `html` sees, quotations marked with `>` as in a plain mail."""
    reader = _Reader()
    reader.feed(_marked(html[:LONGEST]))
    reader.close()
    return reader.result()


def _marked(html: str) -> str:
    """Cleaned, with the quotation containers of mail programs turned into what the text reader knows."""
    return clean(_QUOTE_DIV.sub(lambda found: f"<p>{QUOTE_MARK}</p>{found[0]}", html))


QUOTE_MARK: Final = "\u2063\u2063quoted\u2063\u2063"
"""Stands, invisible in most fonts, where a mail program says that the earlier mail begins."""

_QUOTE_DIV: Final = re.compile(
    r"<(?:div|blockquote|span|hr)\b[^<>]{0,300}?\b(?:class|id)\s*=\s*[\"']?"
    r"(?:gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|x_divRplyFwdMsg|"
    r"protonmail_quote|reply-intro|ms-outlook-mobile-reference-message)",
    re.IGNORECASE,
)

_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "tr",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "li",
        "pre",
        "blockquote",
        "center",
        "caption",
        "hr",
    ]
)
_APART: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"})


class _Reader(HTMLParser):
    """Reads cleaned, so well-formed, HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._depth = 0
        self._preformatted = 0

    def result(self) -> str:
        self._break()
        lines = ["> " * min(depth, 5) + line if depth else line for depth, line in self._lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break(always=True)
        elif tag in _BLOCKS:
            self._break()
            if tag in _APART:
                self._gap()
        if tag == "blockquote":
            self._depth += 1
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._line.append("- ")
        elif tag in ("td", "th") and "".join(self._line).strip():
            self._line.append("  ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
            if tag in _APART:
                self._gap()
        if tag == "blockquote":
            self._depth = max(0, self._depth - 1)
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)

    def handle_data(self, data: str) -> None:
        if self._preformatted:
            first, *rest = data.split("\n")
            self._line.append(first)
            for each in rest:
                self._break(always=True)
                self._line.append(each)
        else:
            self._line.append(re.sub(r"\s+", " ", data))

    def _break(self, *, always: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._preformatted else re.sub(r" {3,}", "  ", line).strip()
        self._line.clear()
        if line or always:
            self._lines.append((self._depth, line))

    def _gap(self) -> None:
        if self._lines and self._lines[-1][1]:
            self._lines.append((self._depth, ""))
