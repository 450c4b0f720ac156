"""Bulletins: a list, and the files of each, byte for byte as published."""

import base64
import hashlib
import re
from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from holdfire.bulletins import release
from holdfire.bulletins.making import gathered
from holdfire.bulletins.model import METHOD
from holdfire.bulletins.release import out
from holdfire.bulletins.render import SUFFIX, html, set_as
from holdfire.bulletins.repo import Publication
from holdfire.bulletins.subject import STEM, of
from holdfire.errors import Broken, NotFound
from holdfire.record import repo as record
from holdfire.record.encoding import sha256_hex
from holdfire.web import seen, show
from holdfire.web.desk import Desk, OpenDesk
from holdfire.words import say

router = APIRouter()
OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "hxl": "text/csv; charset=utf-8",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "txt": "text/plain; charset=utf-8",
    "sms": "text/plain; charset=utf-8",
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
}
RATES = (0.6, 0.8, 1, 1.2, 1.5, 2)
"""Speeds at which a text can be read aloud, as multiples of the voice's own."""
STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@router.api_route("/{slug}/bulletins", methods=["GET", "HEAD"])
def bulletins(desk: OpenDesk) -> HTMLResponse:
    """List the publications, the latest day first."""
    return desk.render(
        "bulletins.html", publications=seen.publications(desk), signers=_signers(desk), out=out
    )


@router.api_route("/{slug}/bulletins/{entry}", methods=["GET", "HEAD"])
def bulletin(desk: OpenDesk, entry: int) -> HTMLResponse:
    """Show one publication with the hashes of its files and how to make it again; NotFound `bulletin-missing`."""
    signers = _signers(desk).get(entry, ())
    return desk.render(
        "bulletin.html",
        publication=publication(desk, entry),
        method=METHOD,
        signers=[desk.actor(a) for a in signers],
        released=out(signers),
    )


@router.api_route("/{slug}/bulletins/{entry}/text", methods=["GET", "HEAD"])
def as_text(desk: OpenDesk, entry: int) -> HTMLResponse:
    """Show a publication as plain text in the reader's language, made again at its own cut-off: to be read or heard.

    NotFound `bulletin-missing`, also where another release made it.
    """
    found = publication(desk, entry)
    if found.method != METHOD:
        raise _not_published(entry, "txt")
    text = set_as(
        "txt", gathered(desk.connection, of(found.sort, found.of), found.size), desk.locale
    ).decode()
    return desk.render(
        "bulletin_text.html",
        publication=found,
        lines=[line.strip() for line in text.splitlines() if line.strip()],
        minutes=show.reading_minutes(text, desk.locale),
        rates=RATES,
    )


@router.api_route("/{slug}/bulletins/{entry}/bulletin.html", methods=["GET", "HEAD"])
def page(desk: OpenDesk, entry: int) -> Response:
    """Give the page as published."""
    return _page(file(desk, publication(desk, entry).html))


@router.api_route("/{slug}/bulletins/{entry}/translated.html", methods=["GET", "HEAD"])
def translated(desk: OpenDesk, entry: int) -> Response:
    """Give the page made again from the record at its own cut-off, in the language of the address."""
    p = publication(desk, entry)
    return _page(html(gathered(desk.connection, of(p.sort, p.of), p.size), desk.locale))


def _page(content: bytes) -> Response:
    """Answer with a bulletin. Its own style is let through by its hash, and nothing else."""
    style = "".join(f" 'sha256-{_digest(s)}'" for s in STYLE.findall(content)) or " 'none'"
    policy = (
        f"default-src 'none'; style-src{style}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return _answer(content, "text/html; charset=utf-8", {"content-security-policy": policy})


@router.api_route("/{slug}/bulletins/{entry}/bulletin.csv", methods=["GET", "HEAD"])
def table(desk: OpenDesk, entry: int) -> Response:
    """Give the table as published (RFC 4180)."""
    found = publication(desk, entry)
    name = {"content-disposition": f'attachment; filename="{STEM[found.sort]}-{found.of}-{found.size}.csv"'}
    return _answer(file(desk, found.csv), "text/csv; charset=utf-8", name)


@router.api_route("/{slug}/bulletins/{entry}/bulletin.{form}", methods=["GET", "HEAD"])
def other(desk: OpenDesk, entry: int, form: str) -> Response:
    """Give a further file as published, to be kept and not shown; NotFound `bulletin-missing`."""
    found = publication(desk, entry)
    if form not in found.others:
        raise _not_published(entry, form)
    name = f"{STEM[found.sort]}-{found.of}-{found.size}-{found.language}.{SUFFIX.get(form, form)}"
    head = {"content-disposition": f'attachment; filename="{name}"'}
    return _answer(file(desk, found.others[form]), MEDIA_TYPES[form], head)


def _not_published(entry: int, form: str) -> NotFound:
    return NotFound(
        "bulletin-missing", say("entry {entry} published no {form}", entry=str(entry), form=repr(form))
    )


def _signers(desk: Desk) -> Mapping[int, tuple[str, ...]]:
    return release.signers(desk.connection, desk.at)


def publication(desk: Desk, entry: int) -> Publication:
    """Read a publication that the visitor sees, by its entry; NotFound `bulletin-missing`."""
    found = next((p for p in seen.publications(desk) if p.entry == entry), None)
    if found is None:
        raise NotFound(
            "bulletin-missing",
            say("no bulletin was published by entry {entry} at this cut-off", entry=str(entry)),
        )
    return found


def file(desk: Desk, sha256: str) -> bytes:
    """Read a published file; NotFound `file-absent`, Broken `file-changed`."""
    content = record.get_file(desk.connection, sha256)
    if content is None:
        raise NotFound(
            "file-absent",
            say("the file {sha256} is not held here", sha256=sha256[:12]),
            hint=say("another holder may have it"),
        )
    if sha256_hex(content) != sha256:
        raise Broken("file-changed", say("the file {sha256} is not what its hash says", sha256=sha256[:12]))
    return content


def _answer(content: bytes, media_type: str, headers: dict[str, str]) -> Response:
    """Answer with a file and its digest (RFC 9530)."""
    return Response(
        content, media_type=media_type, headers={**headers, "repr-digest": f"sha-256=:{_digest(content)}:"}
    )


def _digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()
