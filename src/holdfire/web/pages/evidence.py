"""The files that came with a report: their custody, and the working copy, of which each viewing is an entry."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from holdfire.errors import NotFound, Refused
from holdfire.evidence import repo
from holdfire.evidence.model import Custody, Item
from holdfire.evidence.package import ENDINGS
from holdfire.protection import keeping
from holdfire.record.keys import Role
from holdfire.web import seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.words import say

router = APIRouter()
PAGES = "pages"
"""For whom a page shows a working copy, as its entry has it, where there are no accounts: whoever sits there."""


IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Types of working copies that every browser shows in a page."""


class Kept(NamedTuple):
    """A file, what was done with it, the making of its working copy if it has one, and whether that can be shown.

    `picture` is whether it can be shown within the page.
    """

    item: Item
    steps: list[Custody]
    working: Custody | None
    shown: bool
    picture: bool


def kept(desk: Desk, report: int) -> list[Kept]:
    """List the files of a report as the book was at the cut-off."""
    if report not in seen.readable(desk, [report]):
        return []
    found = []
    for item in repo.items(desk.connection, report, desk.at):
        steps = repo.history(desk.connection, item.entry, desk.at)
        working, may = repo.working(steps), desk.book.keys is not None
        found.append(Kept(item, steps, working, may, may and working is not None and working.type in IMAGES))
    return found


@router.api_route("/{slug}/reports/{entry}/files/{file}", methods=["GET"])
def working_copy(request: Request, desk: OpenDesk, entry: int, file: int) -> Response:
    """Give the working copy of a file of a report to save, and enter that it was viewed; never the original.

    NotFound `evidence-missing`, and that of what the visitor may not see, `working-copy-missing`; Refused
    `viewing-unsigned` where these pages have no key, for what nobody can enter is not shown; `cross-site` where another
    site's page links here, for that would enter one too.
    """
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Refused("cross-site", say("another site's page may link here, and use nothing from here"))
    may = entry in seen.readable(desk, [entry]) and seen.report_seen(desk, entry)
    if not may or all(i.entry != file for i in repo.items(desk.connection, entry, desk.at)):
        raise NotFound("evidence-missing", say("entry {entry} is no file of this report", entry=file))
    if desk.book.keys is None:
        raise Refused(
            "viewing-unsigned",
            say("these pages have no key to enter with that it was viewed"),
            hint=say("`holdfire serve --keys FOLDER`, or `holdfire evidence show`"),
        )
    key = desk.book.keys.only(Role.INTAKE)
    who = desk.visitor.account
    data, kind = keeping.view(desk.book, None, key, file, to=who.name if who else PAGES, words="")
    headers = {
        "content-disposition": f'attachment; filename="file-{file}{ENDINGS.get(kind, "")}"',
        "cache-control": "no-store",
    }
    return Response(data, media_type=kind, headers=headers)
