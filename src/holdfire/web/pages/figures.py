"""One published figure after another, each with what it rests on, and whether the record still gives the same bytes."""

import re
from collections.abc import Collection
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.bulletins import render
from holdfire.bulletins.document import Cell
from holdfire.bulletins.making import gathered
from holdfire.bulletins.model import METHOD
from holdfire.bulletins.paper import Paper
from holdfire.bulletins.runs import Voice
from holdfire.bulletins.subject import of
from holdfire.record.encoding import sha256_hex
from holdfire.web import seen
from holdfire.web.desk import OpenDesk
from holdfire.web.pages.bulletins import publication
from holdfire.words import say

router = APIRouter()
GROUND = frozenset({"cutoff", "coverage", "method", "exercise", "entries"})
"""Columns that say the same of every row, and the one that becomes links."""
PAGES = {"i": "incidents/i", "a": "cases/a", "c": "cases/c", "": "record/"}
HEADS = {
    "section": say("Kind"),
    "area": say("Area"),
    "item": say("What"),
    "status": say("Status"),
    "unit": say("Unit"),
    "value": say("Figure"),
    "note": say("Note"),
    "day": say("Day"),
}
SECTIONS = {
    "published count": say("published count"),
    "answer to a count": say("answer to a count"),
    "incidents": say("incidents"),
    "allegations": say("allegations"),
    "replies": say("replies"),
    "positions": say("positions"),
    "determinations": say("determinations"),
    "exemption share": say("exemption share"),
    "withheld": say("withheld"),
    "alerts": say("alerts"),
    "responses": say("responses"),
}
NAME = re.compile(r"([iac]?)([0-9]+(?:-[0-9]+)?)")


class Rest(NamedTuple):
    """Something that a figure rests on, and its page."""

    name: str
    page: str


class Line(NamedTuple):
    """One row of a published table, in the reader's language, and what it rests on."""

    cells: tuple[str, ...]
    rests: tuple[Rest, ...]


@router.api_route("/{slug}/bulletins/{entry}/figures", methods=["GET", "HEAD"])
def figures(desk: OpenDesk, entry: int, whole: bool = False) -> HTMLResponse:
    """Show a publication's figures, made again from the record as it was at its cut-off; `whole` shows noughts too.

    NotFound `bulletin-missing`.
    """
    found = publication(desk, entry)
    if found.method != METHOD:
        return desk.render("figures.html", publication=found, same=None)
    made = gathered(desk.connection, of(found.sort, found.of), found.size)
    same = (sha256_hex(render.table(made)), sha256_hex(render.html(made, found.language)))
    paper = render.paper(made)
    left_out = GROUND | ({"day"} if found.sort == "day" else set())
    shown = [row for row in paper.table.rows if whole or _says_something(paper, row)]
    lines = [_line(paper, row, Voice(desk.locale), left_out) for row in shown]
    return desk.render(
        "figures.html",
        publication=found,
        same=same == (found.csv, found.html),
        heads=[HEADS.get(c.key, c.name) for c in paper.table.columns if c.key not in left_out],
        lines=lines,
        open=seen.openable(desk, {r.name for line in lines for r in line.rests}),
        noughts=len(paper.table.rows) - len(shown),
    )


def _says_something(paper: Paper, row: tuple[Cell, ...]) -> bool:
    values = [cell for column, cell in zip(paper.table.columns, row, strict=True) if column.key == "value"]
    return not values or values[0] not in (0, None)


def _line(paper: Paper, row: tuple[Cell, ...], voice: Voice, left_out: Collection[str]) -> Line:
    said = {c.key: cell for c, cell in zip(paper.table.columns, row, strict=True)}
    if said.get("section") in SECTIONS:
        said["section"] = SECTIONS[str(said["section"])]
    cells = {key: voice.plain(cell) for key, cell in said.items()}
    rests = tuple(
        Rest(name, PAGES[m[1]] + m[2])
        for name in re.split(r"[\s,]+", cells.get("entries", ""))
        if (m := NAME.fullmatch(name))
    )
    return Line(tuple(text for key, text in cells.items() if key not in left_out), rests)
