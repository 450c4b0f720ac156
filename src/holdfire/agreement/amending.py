"""Who must sign a new version of the agreement. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.agreement.deciding import panel_at, suffices
from holdfire.agreement.model_rules import Simple
from holdfire.errors import HoldfireError, Refused
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Member


def amendment_objection(
    old: Agreement, new: Agreement, signers: Collection[str], day: dt.date
) -> HoldfireError | None:
    """A new version needs as many signatures as the old rule asks for, and as the new one does where that differs.

    Counted by member. A member that joins has to sign with those who were there, on the panel as it will be when the
    last of the new ones has joined: so nobody gets a seat that the others, or it itself, did not want. Where there is
    no rule to decide by, or the mechanism only observes, all members sign. Where there are no members, anybody may.
    """
    before = panel_at(old, day)
    if not _enough(old, before, signers):
        return _missing(before, signers)
    if (old.rules.members, old.rules.decision) == (new.rules.members, new.rules.decision):
        return None
    known = {m.actor for m in old.rules.members}
    joining = [m.since for m in new.rules.members if m.actor not in known and m.since is not None]
    after = panel_at(new, max((day, *joining)))
    return None if _enough(new, after, signers) else _missing(after, signers)


def _enough(agreement: Agreement, panel: Sequence[Member], signers: Collection[str]) -> bool:
    signed = [m for m in panel if m.actor in signers]
    decision = agreement.rules.decision
    if decision is None or (isinstance(decision, Simple) and decision.rule == "observe only"):
        return len(signed) == len(panel)
    return suffices(decision, panel, {s.id for s in agreement.sides}, signed)


def _missing(panel: Sequence[Member], signers: Collection[str]) -> HoldfireError:
    lacking = ", ".join(m.actor for m in panel if m.actor not in signers)
    return Refused(
        "amendment-unsigned",
        say(
            "a new agreement needs more signatures; these members have not signed: {names}",
            names=lacking,
        ),
        hint=say("`--request`, then `holdfire sign` and `holdfire submit`"),
    )
