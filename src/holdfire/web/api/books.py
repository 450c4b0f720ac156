"""The books that are served here, and what one is."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from holdfire import __version__
from holdfire.agreement import repo as agreement_repo
from holdfire.bulletins import docket
from holdfire.bulletins import model as bulletins
from holdfire.linking import rule as linking
from holdfire.measures import model as measures
from holdfire.places import entries as places
from holdfire.reading import entries as reading
from holdfire.web.api.asking import Lang, Looking
from holdfire.web.api.routing import get
from holdfire.web.api.shapes import Cut, Shape
from holdfire.web.tongues import SOURCE
from holdfire.web.visits import visitor

router = APIRouter()
METHODS = {
    "bulletins": bulletins.METHOD,
    "linking": linking.METHOD,
    "measures": measures.METHOD,
    "papers": docket.METHOD,
    "places": places.METHOD,
    "reading": reading.METHOD,
}


class Served(Shape):
    """A book that is served here. Of one that needs a login, whoever has none learns only that it is there."""

    id: str
    """What it is called in addresses."""
    names: dict[str, str]
    exercise: bool
    locked: bool
    """Whether it needs a token or a login."""
    url: str


class Books(Shape):
    """All books that are served here."""

    items: list[Served]


class OneBook(Shape):
    """What a book is: its record at the cut-off, its agreement, and the methods that count here."""

    record: Cut
    id: str
    names: dict[str, str]
    exercise: bool
    fingerprint: str
    """SHA-256 of entry 0, by which this record is told from any other."""
    root: str | None
    """Root of the tree at this size, hexadecimal; null where none was signed at it."""
    agreement: str
    """SHA-256 of the agreement's file."""
    software: str
    methods: dict[str, str]
    """The version of each method of this release."""


@get(router, "/books", Books)
def list_books(request: Request, lang: Lang = SOURCE) -> Response:
    """List the books, by name; `language-absent`."""
    request.app.state.environments.of(lang)
    items = []
    for slug, book in sorted(request.app.state.books.items(), key=lambda pair: str(pair[0])):
        with book.reading() as connection:
            agreement = agreement_repo.current(connection).agreement
        served = Served(
            id=slug,
            names=dict(agreement.names),
            exercise=agreement.exercise,
            locked=visitor(request, slug, book).locked,
            url=request.url_for("read_book", slug=slug).path,
        )
        items.append(served)
    return Response(Books(items=items).model_dump_json(), media_type="application/json")


@get(router, "/{slug}", OneBook)
def read_book(looked: Looking) -> Response:
    """Read what a book is."""
    desk = looked.desk
    made = OneBook(
        record=looked.cut,
        id=desk.slug,
        names=dict(desk.agreement.names),
        exercise=desk.agreement.exercise,
        fingerprint=desk.fingerprint,
        root=desk.root or None,
        agreement=desk.standing.sha256,
        software=__version__,
        methods=METHODS,
    )
    return looked.answer(made)
