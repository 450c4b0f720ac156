"""Take values in that somebody handed on: they are put beside the entry that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.db import migrate
from holdfire.db.engine import write
from holdfire.disclosing import sheet as sheets
from holdfire.erasing import repo as erasing
from holdfire.errors import Refused
from holdfire.projecting import project_all
from holdfire.record import disclosure
from holdfire.record import repo as record
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.book import Book


def take(book: Book, sheet: sheets.Sheet) -> int:
    """Put a file's values beside their entry, make the tables again, and say how many are new here.

    Broken `opening-foreign` where this record's entry is another; Refused `value-erased`.
    """
    with write(book.engine) as connection:
        sheets.demand_same(sheet, record.leaf(connection, sheet.index))
        gone = {d for e in erasing.erasures(connection) if e.target == sheet.index for d in e.digests}
        if any(disclosure.digest(d) in gone for d in sheet.disclosures):
            raise Refused("value-erased", say("a value in it was erased: it may not come back"))
        held = disclosure.split(record.told(connection, sheet.index))
        new = [d for d in sheet.disclosures if d not in held]
        if new:
            record.tell(connection, sheet.index, "~".join((*held, *new)))
            migrate.remake_projected(connection)
            project_all(connection, connection)
    return len(new)
