"""Acting: a form is filled in, shown in words, and signed elsewhere, or here where this host holds the key."""

import base64
import binascii
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection
from starlette.datastructures import UploadFile

from holdfire.agreement.when import by_id
from holdfire.book import Book
from holdfire.casework import entries, repo, rules
from holdfire.casework.acts import ALERT, DESK, FORMS
from holdfire.casework.inputs import Input, filled, inputs
from holdfire.casework.words import KINDS, told, whole
from holdfire.errors import BadInput, HoldfireError, NotFound, Refused, Waits
from holdfire.record import parcel as parcels
from holdfire.record.keys import PrivateKey, Role
from holdfire.record.kinds import Draft
from holdfire.web import proposing, seen
from holdfire.web.desk import Desk, OpenDesk
from holdfire.web.visits import page_missing
from holdfire.words import say

router = APIRouter()
LARGEST = 1_000_000
"""Bytes of a form with its files."""


async def posted(request: Request) -> dict[str, list[Any]]:
    """Read a form; BadInput `form-too-large`."""
    if int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
        raise BadInput(
            "form-too-large",
            say("what was sent is larger than {n} bytes", n=LARGEST),
            hint=say("`holdfire submit` takes larger files"),
        )
    found: dict[str, list[Any]] = {}
    async with request.form(max_files=20, max_fields=500) as form:
        for name, value in form.multi_items():
            found.setdefault(name, []).append(await value.read() if isinstance(value, UploadFile) else value)
    return found


Form = Annotated[dict[str, list[Any]], Depends(posted)]


class Act(NamedTuple):
    """What is to be done: the kind of act, by whom, in which case, about which act, on which incident."""

    kind: str
    by: str
    case: str
    about: int
    incident: str


@router.api_route("/{slug}/act/{kind}", methods=["GET", "HEAD"])
def form(
    desk: OpenDesk, kind: str, case: str = "", about: int = 0, incident: str = "", by: str = ""
) -> HTMLResponse:
    """Show the form of an act; NotFound `case-missing`, `incident-missing`, `page-missing`."""
    act = Act(kind, speaker(desk, by), case, about, incident)
    _demand(desk, act)
    return _form(desk, act, _proposed(desk, act))


@router.api_route("/{slug}/act/{kind}", methods=["POST"])
def prepare(desk: OpenDesk, kind: str, given: Form) -> HTMLResponse:
    """Draft the act, and show in words what is to be signed; what speaks against it is said beside the form."""
    about = _one(given, "_about")
    by, case, incident = (_one(given, name) for name in ("_by", "_case", "_incident"))
    act = Act(kind, speaker(desk, by), case, int(about) if about.isdecimal() else 0, incident)
    _demand(desk, act)
    try:
        parcel = desk.book.request(lambda c: _draft(c, desk, act, given))
    except HoldfireError as error:
        page = _form(desk, act, given, error)
        page.status_code = error.http
        return page
    return _to_sign(desk, parcel, act)


@router.api_route("/{slug}/requests/file", methods=["POST"])
def request_file(desk: OpenDesk, given: Form) -> Response:
    """Hand out a request as a file, just as it was shown; BadInput `parcel-malformed`."""
    parcel = _parcel(given)
    payload = parcel.read()
    name = f"{payload.kind}-{payload.open.get('case', '') or desk.slug}-{payload.at}.request.json"
    head = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(parcels.write(parcel), media_type="application/json", headers=head)


@router.api_route("/{slug}/requests/sign", methods=["POST"])
def sign_here(desk: OpenDesk, given: Form) -> Response:
    """Sign what was shown with the key that this host holds for the speaker, and enter it.

    Refused `key-elsewhere` where this host holds none, and as `Book.take`.
    """
    parcel = _parcel(given)
    actor = str(parcel.read().open.get("actor", ""))
    key = held_key(desk.book, speaker(desk, actor))
    forbidden = rules.keys_objection(desk.agreement, key.public.held) if key else None
    if forbidden:
        raise forbidden
    if key is None:
        raise Refused("key-elsewhere", say("this host holds no key of {actor}", actor=desk.actor(actor)))
    return _entered(desk, parcels.sign(parcel, key))


@router.api_route("/{slug}/submit", methods=["GET", "HEAD"])
def submit_page(desk: OpenDesk) -> HTMLResponse:
    """Show where what was signed elsewhere is handed in."""
    return desk.render("submit.html", writable=writable(desk.book))


@router.api_route("/{slug}/submit", methods=["POST"])
def submit(desk: OpenDesk, given: Form) -> Response:
    """Enter an act that was signed elsewhere: one response, or several to one request; as `Book.take`."""
    files = [f for f in given.get("files", []) if isinstance(f, bytes) and f]
    if not files:
        raise BadInput(
            "parcel-malformed", say("no file was sent"), hint=say("choose the response that `sign` wrote")
        )
    return _entered(desk, parcels.together([parcels.parse(f) for f in files]))


def speaker(desk: Desk, asked: str) -> str:
    """Say for whom the visitor speaks: its account's own actor, or on a machine without accounts whoever it names."""
    account = desk.visitor.account
    if account is not None:
        if not account.actor or asked not in ("", account.actor):
            raise page_missing()
        return account.actor
    return asked if asked in by_id(desk.agreement.actors) else ""


def held_key(book: Book, actor: str) -> PrivateKey | None:
    """Give the decision key of an actor that this host holds, if it holds one and takes in what is signed."""
    if book.keys is None or not writable(book):
        return None
    found = [k for k in book.keys.public() if k.role is Role.DECISION and k.actor == actor]
    return book.keys.get(Role.DECISION, actor) if found else None


def writable(book: Book) -> bool:
    """Tell whether what is signed is taken in here: where the log is kept, or a mirror from which it is sent there."""
    if book.keys is None:
        return False
    return book.origin() is not None or any(k.role is Role.LOG for k in book.keys.public())


def _demand(desk: Desk, act: Act) -> None:
    if act.kind not in FORMS or act.kind == "overdue" or desk.at is not None:
        raise page_missing()
    if act.kind == "allegation" and seen.incident(desk, act.incident) is None:
        raise NotFound(
            "incident-missing",
            say("there is no incident {incident} in this book", incident=repr(act.incident)),
        )
    if act.kind in (*DESK, "alert", "allegation") and not act.case:
        return
    read = repo.alert if act.kind in ALERT else repo.case
    if read(desk.connection, act.case) is None or not seen.case_seen(desk, act.case):
        raise NotFound("case-missing", say("there is no case {case} in this book", case=act.case))


def _test(desk: Desk) -> tuple[str, ...]:
    rule = desk.agreement.rules.exemption
    return tuple(str(part) for part in rule.test) if rule else ()


def _form(
    desk: Desk, act: Act, given: dict[str, list[Any]], error: HoldfireError | None = None
) -> HTMLResponse:
    actors = {a.id: desk.actor(a.id) for a in desk.agreement.actors}
    return desk.render(
        "act.html",
        act=act,
        words=KINDS[act.kind],
        speakers={} if desk.visitor.account else actors,
        actors=actors,
        terms=[t for t in desk.agreement.terms if t.mode != "allowed"],
        types=desk.kinds_of_act,
        groups=_grouped(list(inputs(act.kind, test=_test(desk)))),
        proposal=proposing.allegation(desk, act.incident) if act.kind == "allegation" else None,
        given=_texts(given),
        error=error,
    )


def _proposed(desk: Desk, act: Act) -> dict[str, list[str]]:
    """Fill in what is agreed already: on an allegation what the reports agree on, on a notice to whom it goes."""
    found = proposing.allegation(desk, act.incident) if act.kind == "allegation" else None
    if found is not None:
        return found.given
    return proposing.addressee(desk, act.case, act.about) if act.kind == "notice" else {}


def _texts(given: dict[str, list[Any]]) -> dict[str, list[str]]:
    return {name: [v for v in values if isinstance(v, str)] for name, values in given.items()}


def _grouped(fields: list[Input]) -> list[tuple[str, list[Input]]]:
    out: list[tuple[str, list[Input]]] = []
    for field in fields:
        if not out or out[-1][0] != field.group or not field.group:
            out.append((field.group, []))
        out[-1][1].append(field)
    return out


def _draft(connection: Connection, desk: Desk, act: Act, given: dict[str, list[Any]]) -> list[Draft]:
    at = desk.book.clock()
    fields = filled(act.kind, _texts(given), ZoneInfo(desk.agreement.timezone))
    if act.kind == "determination":
        signers = entries.whole_panel(connection, act.case, at)
        return entries.determine(
            connection, act.case, actor=act.by, at=at, allegation=act.about, signers=signers
        )
    if act.kind == "allegation":
        said = {name: fields.get(name, "") for name in ("term", "accused", "reason")}
        nature = fields.get("nature", "breach")
        return entries.allege(
            connection, act.incident, **said, nature=nature, claimant=act.by, at=at, case=act.case
        )
    body = entries.form(act.kind, fields)
    return entries.draft(connection, act.kind, body, actor=act.by, at=at, case=act.case, about=act.about)


def _to_sign(desk: Desk, parcel: parcels.Parcel, act: Act) -> HTMLResponse:
    payload = parcel.read()
    fields = whole(payload.kind, parcel.fields())
    key = held_key(desk.book, act.by)
    allowed = key is not None and rules.keys_objection(desk.agreement, key.public.held) is None
    return desk.render(
        "to_sign.html",
        act=act,
        words=KINDS[payload.kind],
        fields=list(told(payload.kind, fields, desk.actor, desk.moment)),
        payload=payload,
        parcel=base64.urlsafe_b64encode(parcels.write(parcel)).decode(),
        host_held=allowed,
        writable=writable(desk.book),
    )


def _parcel(given: dict[str, list[Any]]) -> parcels.Parcel:
    try:
        data = base64.urlsafe_b64decode(_one(given, "parcel").encode())
    except (binascii.Error, ValueError) as e:
        raise BadInput("parcel-malformed", say("this is no request or response of Holdfire")) from e
    return parcels.parse(data)


def _one(given: dict[str, list[Any]], name: str) -> str:
    values = given.get(name) or [""]
    return values[0] if isinstance(values[0], str) else ""


def _entered(desk: Desk, parcel: parcels.Parcel) -> Response:
    if not writable(desk.book):
        raise Refused(
            "log-elsewhere",
            say("this host does not keep the log, so nothing is entered here"),
            hint=say("`holdfire serve --write` where the log’s key lies, or `holdfire submit`"),
        )
    try:
        receipt = desk.book.take(parcel)
    except Waits:
        return RedirectResponse(f"{desk.link('record', at=None)}#outbox-h", status_code=303)
    with desk.book.reading() as connection:
        where = repo.where(connection, receipt.index)
    page = f"cases/{where}" if where else f"record/{receipt.index}"
    address = desk.link(page, at=None, entered=receipt.index)
    return RedirectResponse(f"{address}#act-{receipt.index}", status_code=303)
