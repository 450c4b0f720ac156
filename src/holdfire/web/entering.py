"""Whether a page can enter what the intake signs: only where the host keeps the log and the intake's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.errors import Refused
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.web.desk import Desk


def is_open(desk: Desk, page: str) -> bool:
    """Tell whether it can here: the newest state is shown, the role may open the page, and both keys are there."""
    keys = desk.book.keys.public() if desk.book.keys else []
    return desk.at is None and desk.may(page) and {Role.LOG, Role.INTAKE} <= {k.role for k in keys}


def demand_open(desk: Desk, page: str) -> None:
    """Refuse where it cannot: Refused `log-elsewhere`."""
    if not is_open(desk, page):
        raise Refused(
            "log-elsewhere",
            say("this host does not keep the log, so nothing is entered here"),
            hint=say("`holdfire serve --write` where the log’s key lies, or `holdfire submit`"),
        )
