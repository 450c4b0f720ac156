"""Whose side an actor is on, day by day, remembered: ten thousand cases ask the same few questions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from holdfire.agreement.deciding import panel_at
from holdfire.agreement.when import day_of, members_at, side_at
from holdfire.casework import parties
from holdfire.casework.model import UNKNOWN

if TYPE_CHECKING:
    import datetime as dt

    from holdfire.agreement.model import Agreement
    from holdfire.agreement.model_rules import Member


class Who:
    """Looks into one agreement."""

    def __init__(self, agreement: Agreement) -> None:
        """Remember what is asked, for as long as this stands."""
        self.agreement = agreement
        self._side, self._panel, self._own = cache(self._side_on), cache(self._panel_on), cache(self._own_on)

    def day(self, at: int) -> dt.date:
        """Give the day, in the mechanism's zone, of an instant (UTC microseconds)."""
        return day_of(self.agreement, at)

    def side(self, actor: str, at: int) -> str:
        """Give the side that an actor is on or backs as a member, at an instant; empty for neither."""
        return "" if actor == UNKNOWN else self._side(actor, self.day(at))

    def panel(self, at: int) -> tuple[Member, ...]:
        """Give the members who answer at an instant."""
        return self._panel(self.day(at))

    def is_own(self, member: Member, accused: str, at: int) -> bool:
        """Tell whether the member's own side is accused, as the rules see it."""
        return self._own(member, accused, self.day(at))

    def _side_on(self, actor: str, day: dt.date) -> str:
        backed = (m.backs for m in members_at(self.agreement, day) if m.actor == actor and m.backs)
        return side_at(self.agreement, actor, day) or next(backed, "")

    def _panel_on(self, day: dt.date) -> tuple[Member, ...]:
        return tuple(panel_at(self.agreement, day))

    def _own_on(self, member: Member, accused: str, day: dt.date) -> bool:
        return parties.has_interest(self.agreement, member, accused, day)
