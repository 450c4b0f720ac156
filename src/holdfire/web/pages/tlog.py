"""The log for other people's programs: C2SP tlog-tiles, with the cosigned checkpoint and the policy."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from holdfire.cosign import export
from holdfire.record import cosigned, tiles
from holdfire.web.desk import OpenDesk

router = APIRouter()
FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}
"""What a tile has in it never changes."""
FRESH = {"cache-control": "no-cache"}


@router.api_route("/{slug}/tlog/checkpoint", methods=["GET", "HEAD"])
def checkpoint(desk: OpenDesk) -> PlainTextResponse:
    """Give out the last checkpoint, with the lines of those who cosigned it."""
    return PlainTextResponse(cosigned.note(desk.connection), headers=FRESH)


@router.api_route("/{slug}/tlog/policy", methods=["GET", "HEAD"])
def policy(desk: OpenDesk) -> PlainTextResponse:
    """Give out the cosigning policy, as C2SP tlog-policy has it."""
    return PlainTextResponse(export.policy(desk.connection, desk.log_name), headers=FRESH)


@router.api_route("/{slug}/tlog/tile/{path:path}", methods=["GET", "HEAD"])
def tile(desk: OpenDesk, path: str) -> Response:
    """Give out a tile, or a bundle of entries; NotFound `tile-absent`."""
    try:
        level, number, width = tiles.parse_path(path)
    except ValueError as e:
        raise export.absent() from e
    data = export.tile(desk.connection, level, number, width, desk.whole)
    return Response(data, media_type="application/octet-stream", headers=FOR_GOOD)
