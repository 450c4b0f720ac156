"""How an incident came to be what it is: its states, each with what made it and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from holdfire.linking import repo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from holdfire.linking.repo import PersonVerdict, Stood
    from holdfire.reports.model import ClaimId

Moved = tuple["ClaimId", str]
"""A claim, and in which incident it stood before or stands after; empty for none."""


class State(NamedTuple):
    """A state of an incident: made by a run of linking, and why that ran where a person's verdict was before it.

    `joined` and `left` are its claims since the state before, `corrected` those whose report a later one corrected,
    `members` all that it then had. `ended` is the entry of the run that ended it.
    """

    made: int
    ended: int | None
    verdict: PersonVerdict | None
    joined: tuple[Moved, ...]
    left: tuple[Moved, ...]
    corrected: tuple[ClaimId, ...]
    members: tuple[ClaimId, ...]


def states(connection: Connection, wanted: str, size: int) -> list[State]:
    """Tell an incident's states in a record of `size` entries, the first first.

    A verdict and the run that follows from it are entered together, so the verdict is the entry before the run.
    """
    found = sorted(repo.states(connection, [wanted]).get(wanted, ()), key=lambda s: s[0].made)
    held = [(stood, filed) for stood, filed in found if stood.made < size]
    said = repo.verdicts_of(connection, [stood.made - 1 for stood, _ in held])
    homes = repo.places_of(connection, {m for _, filed in held for m in filed.members})
    out: list[State] = []
    then: dict[ClaimId, int] = {}
    for stood, filed in held:
        now = dict(zip(filed.members, filed.reports, strict=True))
        out.append(
            State(
                stood.made,
                stood.ended if stood.ended is not None and stood.ended < size else None,
                said.get(stood.made - 1),
                tuple((c, _home(homes.get(c, ()), stood.made, wanted)) for c in now if c not in then),
                tuple((c, _home(homes.get(c, ()), stood.made + 1, wanted)) for c in then if c not in now),
                tuple(c for c in now if c in then and now[c] != then[c]),
                filed.members,
            )
        )
        then = now
    return out


def _home(found: Iterable[tuple[Stood, str]], size: int, own: str) -> str:
    """Say in which other incident a claim stood in a record of `size` entries."""
    return next((incident for stood, incident in found if stood.at(size) and incident != own), "")
