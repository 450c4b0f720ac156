"""The record: its size, checkpoint and keys; a check of all of it; each entry as it stands."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from holdfire.agreement import repo as agreement_repo
from holdfire.casework import repo as casework
from holdfire.cosign import gather
from holdfire.errors import Refused
from holdfire.mirror import repo as mirror
from holdfire.projecting import KINDS, read_entry
from holdfire.record import cosigned, disclosure, repo
from holdfire.record.encoding import Json, b64url
from holdfire.record.envelope import parse_payload, unseal
from holdfire.record.tree import leaf_hash
from holdfire.web import seen
from holdfire.web.desk import OpenDesk
from holdfire.words import say

router = APIRouter()
RECENT = 30


class Line(NamedTuple):
    """An entry in the list: its index, its kind, when it was made (UTC microseconds), and how far it has come."""

    n: int
    kind: str
    at: int
    state: str


class Held(NamedTuple):
    """A closed field: its digest, and its name and value where the disclosure is held here."""

    digest: str
    name: str
    value: Json


@router.api_route("/{slug}/record", methods=["GET", "HEAD"])
def the_record(desk: OpenDesk, before: int | None = None) -> HTMLResponse:
    """Show the record and its last `RECENT` entries before the index `before`."""
    end = desk.size if before is None else max(0, min(before, desk.size))
    start = max(0, end - RECENT)
    stands = gather.standing(desk.connection, desk.log_name, start)
    lines = [_line(s, stands) for page in repo.entries(desk.connection, start, end) for s in page]
    return desk.render(
        "record.html",
        stands=stands,
        origin=mirror.origin(desk.connection),
        waits=mirror.waiting(desk.connection) if desk.may("record/{index}") else [],
        against=mirror.contradictions(desk.connection),
        now=desk.book.clock(),
        checkpoint=cosigned.note(desk.connection, desk.size),
        keys=[k for k in agreement_repo.keys(desk.connection) if k.made < desk.size],
        lines=lines[::-1],
        start=start,
        end=end,
    )


@router.api_route("/{slug}/record/check", methods=["GET", "HEAD"])
def check(request: Request, desk: OpenDesk) -> HTMLResponse:
    """Show the check under way, and the last that this server made of this book."""
    checks = request.app.state.checks
    running = checks.running
    return desk.render("check.html", running=running, last=checks.last(desk.slug))


@router.api_route("/{slug}/record/check/start", methods=["GET"])
def start_check(request: Request, desk: OpenDesk) -> RedirectResponse:
    """Begin to check the whole record with its tables, and go to the page that shows how far it is.

    Refused `cross-site` where a browser says that no page of this server asked, nor a person who typed the address.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused("cross-site", say("only a page of this server can start a check"))
    request.app.state.checks.start(desk.slug, desk.book)
    return RedirectResponse(desk.link("record/check", at=None), status_code=303)


@router.api_route("/{slug}/record/{index}", methods=["GET", "HEAD"])
def entry(desk: OpenDesk, index: int) -> HTMLResponse:
    """Show one entry: open fields, digests, the values held beside it, leaf hash; NotFound `entry-missing`."""
    leaf = desk.leaf(index)
    stored = next(repo.entries(desk.connection, index, index + 1))[0]
    payload = parse_payload(unseal(leaf).payload)
    read = read_entry(stored)
    values = {disclosure.digest(d): disclosure.read(d) for d in disclosure.split(stored.disclosures)}
    keys = {k.key_id: k for k in agreement_repo.keys(desk.connection)}
    held = [Held(d, *next(iter(values.get(d, {"": None}).items()))) for d in payload.digests]
    kind = KINDS[read.kind]
    case = casework.where(desk.connection, index)
    state, since = gather.standing(desk.connection, desk.log_name, index).of(index)
    return desk.render(
        "entry.html",
        entry=read,
        state=state.value,
        since=since * 1_000_000,
        payload=payload,
        held=sorted(held, key=lambda h: (h.name == "", h.name)),
        kind=kind,
        meanings={**kind.open, **kind.closed},
        signers=[(s, keys.get(s)) for s in read.signers],
        case=case if seen.case_seen(desk, case) else "",
        shown=seen.values_seen(desk, read, case),
        leaf_hex=leaf_hash(leaf).hex(),
        leaf=b64url(leaf_hash(leaf)),
        bytes=len(leaf),
    )


def _line(stored: repo.Stored, stands: gather.Standing) -> Line:
    payload = parse_payload(unseal(stored.leaf).payload)
    return Line(stored.index, payload.kind, payload.at, stands.of(stored.index)[0].value)
