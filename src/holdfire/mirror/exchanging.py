"""A mirror's exchange with its log: what waits goes there, and what the log has more comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.db.engine import read
from holdfire.errors import BadInput, HoldfireError, Refused, Waits
from holdfire.mirror import outgoing, repo
from holdfire.mirror.following import Followed, follow
from holdfire.mirror.source import Remote, source
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Engine

    from holdfire.record.keys import PrivateKey
    from holdfire.words import Words


class Desk(NamedTuple):
    """A mirror's book, its clock (UTC microseconds), and the mirror's key if it is at hand."""

    engine: Engine
    clock: Callable[[], int]
    key: PrivateKey | None


def exchange(desk: Desk, progress: Callable[[int, int], None] = lambda _d, _a: None) -> Followed:
    """Send what waits to the log, then fetch what the log has more; as `follow` and `deliver`.

    BadInput `mirror-none` in the log's own book.
    """
    with read(desk.engine) as connection:
        origin = repo.origin(connection)
    if origin is None:
        raise BadInput(
            "mirror-none",
            say("this book is no mirror: it keeps the log itself"),
            hint=say("`holdfire mirror URL BOOK` makes one"),
        )
    with source(origin.place, desk.clock, desk.key) as log:
        if isinstance(log, Remote):
            outgoing.deliver(desk.engine, log, desk.clock)
        return follow(desk.engine, log, desk.clock, progress)


def entered(desk: Desk, put: Sequence[str]) -> list[int]:
    """Exchange, and say at which entries the log now has these payloads, by their SHA-256.

    Waits `entry-waits` where the log cannot be reached, or has not entered them yet; Refused `log-refused`.
    """
    try:
        exchange(desk)
    except HoldfireError as error:
        words = say("signed and kept until the log can be reached: {trouble}", trouble=error.words)
        raise _waits(words, put) from error
    with read(desk.engine) as connection:
        found = [w for w in (repo.find(connection, s) for s in put) if w is not None]
    refused = next((w for w in found if w.code), None)
    if refused is not None:
        raise Refused(
            "log-refused",
            say("the log refuses it: {code}: {words}", code=refused.code, words=refused.words),
            hint=say("`holdfire outbox` lists it, and takes it back"),
        )
    done = [w.entry for w in found if w.entry is not None]
    if len(done) < len(put):
        raise _waits(say("signed and kept: the log has not entered it yet"), put)
    return done


def _waits(words: Words, put: Sequence[str]) -> Waits:
    hint = say("`holdfire send` sends it; `holdfire outbox` lists what waits")
    error = Waits("entry-waits", words, hint=hint)
    error.put = tuple(put)
    return error
