"""What the log's host hands to members' mirrors, and takes from them. Not for people: JSON, bytes, and notes."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from holdfire.errors import BadInput, HoldfireError
from holdfire.mirror import handing
from holdfire.mirror.handing import WHOLE, Holder
from holdfire.mirror.source import Answered
from holdfire.record import parcel as parcels
from holdfire.web.desk import OpenDesk
from holdfire.web.visits import Admitted
from holdfire.words import say

router = APIRouter()
LARGEST = 64 * 1024 * 1024
"""Bytes of an entry that is handed in, with its files."""
Index = Annotated[int, Query(ge=0, lt=2**53)]


def holder(who: Admitted) -> Holder:
    """Say for whom values are handed over: in a book without accounts, to whoever names no key, all of them."""
    return WHOLE if not who.locked and not who.mirror else Holder(who.mirror)


For = Annotated[Holder, Depends(holder)]


async def posted(request: Request) -> bytes:
    """Read what was posted; BadInput `form-too-large`."""
    got = bytearray()
    async for part in request.stream():
        got += part
        if len(got) > LARGEST:
            raise BadInput("form-too-large", say("what was sent is larger than {n} bytes", n=LARGEST))
    return bytes(got)


Posted = Annotated[bytes, Depends(posted)]


@router.api_route("/{slug}/mirror/checkpoints", methods=["GET"])
def checkpoints(desk: OpenDesk, beyond: Index = 0) -> Response:
    """List the next checkpoints larger than a size."""
    return _json(handing.checkpoints(desk.connection, beyond))


@router.api_route("/{slug}/mirror/values", methods=["GET"])
def values(desk: OpenDesk, who: For, start: Index = 0, stop: Index = 0) -> Response:
    """Give what the mirror may hold of some entries."""
    return _json(handing.values(desk.connection, start, stop, who))


@router.api_route("/{slug}/mirror/files/{entry}/{file}", methods=["GET"])
def file(desk: OpenDesk, who: For, entry: int, file: str) -> Response:
    """Give a file that an entry names; NotFound `file-missing`."""
    data = handing.file(desk.connection, entry, file, who)
    return Response(data, media_type="application/octet-stream")


@router.api_route("/{slug}/mirror/entries", methods=["POST"])
def hand_in(desk: OpenDesk, data: Posted) -> Response:
    """Enter what a mirror's desk signed, once; else say what speaks against it."""
    try:
        answer = Answered(desk.book.take(parcels.parse(data)).index)
    except HoldfireError as error:
        answer = Answered(code=error.code, words=error.message)
    return _json(answer)


@router.api_route("/{slug}/mirror/beyond", methods=["POST"])
def beyond(desk: OpenDesk, data: Posted) -> Response:
    """Take note of a larger checkpoint that the log itself signed: then this copy is an old one."""
    try:
        desk.book.hear(data.decode(errors="replace"))
    except HoldfireError as error:
        return _json(Answered(code=error.code, words=error.message))
    return _json(Answered())


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")
