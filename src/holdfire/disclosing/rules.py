"""Who may open what to whom, and when. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from holdfire.disclosing.model import ALL, MEMBERS
from holdfire.errors import BadInput, HoldfireError, Refused
from holdfire.record.encoding import EPOCH
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from holdfire.agreement.model import Agreement
    from holdfire.disclosing.model import Opening

SPOKEN = frozenset({"original", "source", "words"})
"""Fields of a report by which it could be told who spoke: nobody is told them before a protection officer's release."""

EXACT = frozenset({"place"})
"""Fields that say more exactly than an agreement's rule of publication allows: not for all, before a release to all."""


def objection(
    agreement: Agreement,
    kind: str,
    fields: Collection[str],
    to: Collection[str],
    released: Iterable[Opening],
    *,
    received: int,
    now: int,
) -> HoldfireError | None:
    """Say why these fields of a report may not be opened to these by an entry of this kind now; or None.

    `released` are the releases of it that stand; times are UTC microseconds. To `all`, nothing is opened before the
    agreement's delay is over, counted from when the report was received.
    """
    if not to or (len(to) > 1 and ALL in to):
        return BadInput("opening-to-nobody", say("say to whom: actors, `members`, or `all` alone"))
    return _too_early(agreement, to, received, now) or _unreleased(agreement, kind, fields, to, released)


def _too_early(agreement: Agreement, to: Collection[str], received: int, now: int) -> HoldfireError | None:
    rule = agreement.rules.publication
    if ALL not in to or rule is None:
        return None
    from_then = EPOCH + dt.timedelta(microseconds=received) + rule.delay
    if EPOCH + dt.timedelta(microseconds=now) >= from_then:
        return None
    return Refused(
        "disclosure-too-early",
        say("the agreement lets this be published from {when} on", when=from_then),
        hint=say("to members it can be disclosed at once"),
    )


def _unreleased(
    agreement: Agreement, kind: str, fields: Collection[str], to: Collection[str], released: Iterable[Opening]
) -> HoldfireError | None:
    if kind == "release":
        return None
    guarded = SPOKEN | (EXACT if ALL in to and agreement.rules.publication else frozenset())
    standing = list(released)
    for name in sorted(guarded & set(fields)):
        if not all(covered(agreement, name, each, standing) for each in to):
            return Refused(
                "release-missing",
                say("the field {name} is not released to them", name=repr(name)),
                hint=say("a protection officer releases it: `holdfire release`"),
            )
    return None


def covered(agreement: Agreement, name: str, to: str, openings: Iterable[Opening]) -> bool:
    """Tell whether a field was opened to an actor, to all, or to the members."""
    return any(name in o.fields and _reaches(agreement, o.to, to) for o in openings if not o.against)


def _reaches(agreement: Agreement, told: Collection[str], to: str) -> bool:
    if to in told or ALL in told:
        return True
    return MEMBERS in told and to in {m.actor for m in agreement.rules.members}


def left_out(agreement: Agreement, opening: Opening) -> list[str]:
    """List the members that an opening leaves out, by id: none where all were told, or it is to nobody of them."""
    members = sorted({m.actor for m in agreement.rules.members})
    return [m for m in members if not _reaches(agreement, opening.to, m)]
