"""What a PDF tells a screen reader, and whether it tells it of everything: the tree of its tags against what its pages draw."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

_PAINTS = frozenset(b"Tj TJ ' \" S s f F f* B B* b b* sh Do BI".split())
"""What puts something on a page; what only moves, clips or chooses a colour tells nobody anything."""
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


class Node:
    """An element of the tree, with the elements below it."""

    def __init__(self, found: Any, pages: dict[int, int], page: int | None = None) -> None:
        self.found = found
        self.role = str(found["/S"])
        self.marks: list[tuple[int, int]] = []
        """Pieces of pages that are its content: the page's place and the piece's number there."""
        self.children: list[Node] = []
        at = pages[found.raw_get("/Pg").idnum] if "/Pg" in found else page
        for each in _several(found.get("/K")):
            kid = each.get_object()
            if isinstance(kid, int):
                assert at is not None, f"{self.role}: content on no page"
                self.marks.append((at, int(kid)))
            elif "/S" in kid:
                self.children.append(Node(kid, pages, at))
            elif kid.get("/Type") == "/MCR":
                place = pages[kid.raw_get("/Pg").idnum] if "/Pg" in kid else at
                assert place is not None
                self.marks.append((place, int(kid["/MCID"])))

    def walk(self) -> Iterator[Node]:
        """It and everything below it, in the order in which it is read out."""
        yield self
        for each in self.children:
            yield from each.walk()

    def attribute(self, name: str) -> Any:
        return next((each[name] for each in _several(self.found.get("/A")) if name in each.get_object()), None)


def tree(reader: PdfReader) -> Node:
    root: Any = reader.trailer["/Root"]
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference}
    [document] = _several(root["/StructTreeRoot"]["/K"])
    return Node(document.get_object(), pages)


def _several(found: Any) -> list[Any]:
    """The tree writes one thing as itself and several as a list."""
    found = found.get_object() if hasattr(found, "get_object") else found
    return [] if found is None else list(found) if isinstance(found, list) else [found]


def check_headings(document: Node) -> None:
    """One title before all others, and no level that is jumped over."""
    levels = [int(each.role[2:]) for each in document.walk() if each.role[:2] == "/H" and each.role[2:].isdigit()]
    assert levels[:1] == [1], "the paper's title is the first heading"
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def check_tables(document: Node) -> int:
    """Rows of one width, heads that say of what they are the heads, and cells that name theirs. Gives the number of tables with a head."""
    headed = 0
    for table in (each for each in document.walk() if each.role == "/Table"):
        heads, rest = _rows(table)
        widths = {sum(cell.attribute("/ColSpan") or 1 for cell in row.children) for row in (*heads, *rest)}
        assert len(widths) == 1, f"rows of {widths} columns"
        assert all(row.role == "/TR" for row in (*heads, *rest))
        known = {str(cell.found["/ID"]) for row in heads for cell in row.children}
        for row in heads:
            assert {cell.role for cell in row.children} == {"/TH"}, "a cell of a head is one"
        if heads:
            headed += 1
            assert rest, "a head stands over something"
        for row in (*heads, *rest):
            # A row of heads among the others is the title of those below it.
            titles = row in heads or all(cell.role == "/TH" for cell in row.children)
            for cell in row.children:
                assert cell.role == ("/TH" if titles else "/TD")
                assert not titles or cell.attribute("/Scope") == "/Column"
                named = {str(each) for each in cell.attribute("/Headers") or ()}
                assert row in heads or named or not heads, "a cell names its head"
                assert named <= known
            if titles:
                known |= {str(cell.found["/ID"]) for cell in row.children}
    return headed


def _rows(table: Node) -> tuple[list[Node], list[Node]]:
    """The rows of its head, and all others. A table of nothing but a head and a foot has its rows in no groups."""
    heads: list[Node] = []
    rest: list[Node] = []
    for each in table.children:
        if each.role == "/TR":
            (heads if not rest and all(cell.role == "/TH" for cell in each.children) else rest).append(each)
        else:
            assert each.role in ("/THead", "/TBody", "/TFoot"), each.role
            (heads if each.role == "/THead" else rest).extend(each.children)
    return heads, rest


def check_pictures(document: Node) -> None:
    for each in document.walk():
        if each.role == "/Figure":
            assert str(each.found.get("/Alt", "")).strip(), "a picture says what it shows"
            assert each.marks, "and is there"


def check_nothing_untagged(reader: PdfReader, document: Node) -> None:
    """Whatever a page draws is in the tree once or said to be decoration, a picture as a picture, and the tree has nothing else."""
    owners: dict[tuple[int, int], Node] = {}
    for node in document.walk():
        for mark in node.marks:
            assert mark not in owners, f"told twice: {mark}"
            owners[mark] = node
    drawn = set()
    for place, page in enumerate(reader.pages):
        for operator, name, stack in _painted(page, reader):
            assert stack, f"page {place + 1}: {operator!r} in no tag"
            tags = [tag for tag, _ in stack]
            if "/Artifact" in tags:
                continue
            marks = [number for _, number in stack if number is not None]
            assert len(marks) == 1, f"page {place + 1}: {stack}"
            assert (place, marks[0]) in owners, f"page {place + 1}: piece {marks[0]} is not in the tree"
            drawn.add((place, marks[0]))
            if operator == b"Do":
                assert _is_picture(page, name), "no forms: their content would need tags of its own"
                assert owners[place, marks[0]].role == "/Figure", "a picture is told as one"
    assert drawn <= owners.keys()
    assert {mark for mark, node in owners.items() if node.role == "/Figure"} <= drawn


def _painted(page: Any, reader: PdfReader) -> Iterator[tuple[bytes, str, list[tuple[str, int | None]]]]:
    """Every operator that paints, its operand's name, and the tags around it."""
    stack: list[tuple[str, int | None]] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            about: Any = operands[1] if len(operands) > 1 else {}
            assert not isinstance(about, str), "what a tag is about stands in the page itself"
            stack.append((str(operands[0]), int(about["/MCID"]) if "/MCID" in about else None))
        elif operator == b"EMC":
            stack.pop()
        elif operator in _PAINTS:
            yield operator, str(operands[0]) if operator == b"Do" else "", list(stack)
    assert not stack, "every tag is closed"


def _is_picture(page: Any, name: str) -> bool:
    return bool(page["/Resources"]["/XObject"][name]["/Subtype"] == "/Image")


def check_fonts(reader: PdfReader) -> None:
    """Every font is in the file, and every letter of it can be copied as the letter that it is."""
    fonts = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for each in resources.get("/Font", {}).values():
            font = each.get_object()
            fonts[str(font["/BaseFont"])] = font
    assert fonts
    for name, font in fonts.items():
        assert "/ToUnicode" in font, name
        for each in _several(font.get("/DescendantFonts")) or [font]:
            descriptor = each.get_object()["/FontDescriptor"]
            assert any(file in descriptor for file in _FILES), f"{name} is not embedded"
