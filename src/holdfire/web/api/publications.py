"""What was published: bulletins with their cut-off, method and files, byte for byte."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from holdfire.bulletins import release
from holdfire.bulletins.repo import Publication as Published
from holdfire.errors import NotFound
from holdfire.web import seen
from holdfire.web.api.asking import Ask, Asking, Look, Looking
from holdfire.web.api.routing import file, get
from holdfire.web.api.shapes import Cut, Instant, Listed, Shape, iso
from holdfire.web.pages.bulletins import MEDIA_TYPES, publication
from holdfire.web.pages.bulletins import file as content
from holdfire.words import say

router = APIRouter()
TYPES = {"html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8", **MEDIA_TYPES}
Form = Annotated[str, Path(json_schema_extra={"enum": list(TYPES)})]


class File(Shape):
    """One file of a publication."""

    form: str
    sha256: str
    url: str


class Publication(Shape):
    """A publication. Its figures were counted at `size`, its cut-off, by `method`."""

    entry: int
    sort: str
    of: str
    day: str
    size: int
    method: str
    language: str
    at: Instant
    corrects: int | None
    """The publication whose figures this one corrects."""
    signers: list[str]
    released: bool
    """Whether two actors have signed it, so that the public sees it."""
    files: list[File]


class Publications(Listed[Publication]):
    """A page of publications, the latest day first."""


class OnePublication(Shape):
    """One publication."""

    record: Cut
    publication: Publication


def _shape(looked: Look, p: Published, signers: tuple[str, ...]) -> Publication:
    head = looked.request.url.path.partition("/publications")[0]
    files = {"html": p.html, "csv": p.csv, **p.others}
    return Publication(
        entry=p.entry,
        sort=p.sort,
        of=p.of,
        day=p.day,
        size=p.size,
        method=p.method,
        language=p.language,
        at=iso(p.at),
        corrects=p.corrects,
        signers=list(signers),
        released=release.out(signers),
        files=[File(form=f, sha256=h, url=f"{head}/publications/{p.entry}/{f}") for f, h in files.items()],
    )


@get(router, "/{slug}/publications", Publications)
def list_publications(asked: Asking) -> Response:
    """List the publications, the latest day first."""
    desk = asked.desk
    found, onward = _page(asked)
    by = release.signers(desk.connection, desk.at, [p.entry for p in found])
    items = [_shape(asked, p, by.get(p.entry, ())) for p in found]
    return asked.answer(Publications(record=asked.cut, items=items, next=onward))


def _page(asked: Ask) -> tuple[list[Published], str | None]:
    after = asked.after(str, int)
    shown, onward = asked.page(
        seen.publications(asked.desk, after=after, limit=asked.limit + 1), lambda p: (p.day, p.entry)
    )
    return list(shown), onward


@get(router, "/{slug}/publications/{entry}", OnePublication)
def read_publication(looked: Looking, entry: int) -> Response:
    """Read one publication, by its entry; `bulletin-missing`."""
    desk = looked.desk
    found = publication(desk, entry)
    by = release.signers(desk.connection, desk.at, [entry]).get(entry, ())
    return looked.answer(OnePublication(record=looked.cut, publication=_shape(looked, found, by)))


@file(router, "/{slug}/publications/{entry}/{form}", list(TYPES.values()))
def read_publication_file(looked: Looking, entry: int, form: Form) -> Response:
    """Read a file of a publication, byte for byte as published; `bulletin-missing`, `file-absent`."""
    found = publication(looked.desk, entry)
    files = {"html": found.html, "csv": found.csv, **found.others}
    if form not in files or form not in TYPES:
        raise NotFound(
            "bulletin-missing", say("entry {entry} published no {form}", entry=str(entry), form=repr(form))
        )
    name = f"{found.sort}-{found.entry}.{form}"
    headers = {**looked.headers, "content-disposition": f'attachment; filename="{name}"'}
    return Response(content(looked.desk, files[form]), headers=headers, media_type=TYPES[form])
