"""The language versions of a text, side by side, clause by clause."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from holdfire.agreement.clauses import Beside, beside
from holdfire.agreement.entries import words_of
from holdfire.agreement.model import Instrument, Term, TextVersion
from holdfire.errors import NotFound
from holdfire.record import repo as record
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.paging import Name
from holdfire.words import say

router = APIRouter()


class Row(NamedTuple):
    """One clause in every version, and the terms that the agreement as data makes of it."""

    beside: Beside
    terms: list[Term]


@router.api_route("/{slug}/agreement/texts/{instrument}", methods=["GET", "HEAD"])
def side_by_side(desk: OpenDesk, instrument: Name) -> HTMLResponse:
    """Lay the language versions of a text beside each other; NotFound `text-missing`."""
    found = next((i for i in desk.agreement.instruments if i.id == instrument), None)
    shown = versions(desk, found) if found else []
    if found is None or not shown:
        raise NotFound(
            "text-missing",
            say("the words of {text} are not held in this book", text=repr(instrument)),
            hint=say("`holdfire agreement text` keeps them"),
        )
    terms = [t for t in desk.agreement.terms if t.instrument == found.id]
    return desk.render(
        "agreement_texts.html",
        tab="texts",
        instrument=found,
        versions=[v for v, _ in shown],
        missing=[v for v in found.versions if v not in [x for x, _ in shown]],
        rows=[Row(b, [t for t in terms if t.clause == b.number]) for b in beside([w for _, w in shown])],
    )


def versions(desk: Desk, instrument: Instrument) -> list[tuple[TextVersion, str]]:
    """Read the language versions of a text that are held here, each with its words; the reader's language first."""
    ordered = sorted(instrument.versions, key=lambda v: v.lang != desk.locale)
    files = [(v, record.get_file(desk.connection, v.sha256)) for v in ordered]
    read = [(v, words_of(data)) for v, data in files if data is not None]
    return [(v, words) for v, words in read if words is not None]


def held(desk: Desk) -> dict[str, int]:
    """Count the language versions whose words are held here, by text; those without any are left out."""
    counted = {i.id: len(versions(desk, i)) for i in desk.agreement.instruments}
    return {key: n for key, n in counted.items() if n}
