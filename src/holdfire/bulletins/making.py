"""Gathers whatever is to be published: a day, a week, a flash notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import gather_flash, gather_week
from holdfire.bulletins.gather import gather
from holdfire.bulletins.subject import Day, Week

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.bulletins.render import Gathered
    from holdfire.bulletins.subject import Subject


def gathered(
    connection: Connection, subject: Subject, at: int | None, *, to_members: bool = False
) -> Gathered:
    """Gather it from the book as it was at a size; `to_members` has a meaning for flash notices alone.

    BadInput `size-wrong`, NotFound `matter-missing`, Refused `flash-too-early`.
    """
    if isinstance(subject, Day):
        return gather(connection, subject.day, at)
    if isinstance(subject, Week):
        return gather_week.gather(connection, subject, at)
    return gather_flash.gather(connection, subject, at, to_members=to_members)
