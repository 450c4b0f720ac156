"""Working copies: what a file shows, without what it says about who made it. Unknown types have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.errors import BadInput, Unavailable
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.words import Words

MOST = 256 << 20
"""Bytes of a file that a working copy is made of, at most."""


class Copy(NamedTuple):
    """A working copy: its bytes, its media type and that of what it was made of, and what was taken off, by code."""

    data: bytes
    type: str
    of: str
    removed: tuple[str, ...]


def none(why: Words) -> BadInput:
    """Make the error for a file of which there can be no working copy; `why` is a short reason."""
    return BadInput(
        "working-copy-none",
        say("no working copy can be made of this file: {why}", why=why),
        hint=say("the original is kept; it is shown and exported only as such"),
    )


def missing() -> Unavailable:
    """Make the error for libraries that are not there."""
    return Unavailable(
        "extra-missing", say("working copies are not installed"), hint=say("pip install 'holdfire[evidence]'")
    )


def working_copy(data: bytes) -> Copy:
    """Make the working copy of a file by what it is, not by its name; BadInput `working-copy-none`."""
    from holdfire.evidence.strip import images, office, pdf, text

    if len(data) > MOST:
        raise none(say("it is too large"))
    if data.startswith(b"%PDF-"):
        return pdf.strip(data)
    if data.startswith(b"PK\x03\x04"):
        return office.strip(data)
    if images.is_image(data):
        return images.strip(data)
    return text.strip(data)
