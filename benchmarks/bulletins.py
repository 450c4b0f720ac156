"""Seconds that a heavy day's bulletin takes, by language and format: `python benchmarks/bulletins.py`.

An invented day of `INCIDENTS` incidents, allegations on `CASES` of them, all notified, answered and assessed, half
determined; then its bulletin and its week's trend in every language, from the book to the bytes of every format: one
format after the other, and all together as a command makes them. Each line is of a process of its own, which has
imported nothing that sets a format and loaded no catalogue: what a command has to do, all but its start. Prints JSON,
each figure as seconds of processor time of all threads, then on the wall; the exit status is 1 if in some language the
day takes longer than `MOST` seconds on the wall in all formats together.

Measured on two idle cores, the day in all nine formats, seconds on the wall: English 1.2, Turkish 1.3, Russian 1.5,
Arabic 1.5, Persian 1.6 (processor time of both cores 2.0 to 2.6). The week's trend 0.5 to 0.7.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import islice, product
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from holdfire.agreement import ground
from holdfire.book import Book
from holdfire.bulletins import gather_week, render
from holdfire.bulletins.gather import gather
from holdfire.bulletins.subject import Week
from holdfire.casework import entries, repo
from holdfire.i18n import languages
from holdfire.linking import entries as linking_entries
from holdfire.linking import repo as linking
from holdfire.record.encoding import EPOCH
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import PrivateKey, Role, new_key
from holdfire.reports import formats, intake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from holdfire.linking.repo import Filed
    from holdfire.record.kinds import Draft

INCIDENTS, CASES, MOST = 800, 200, 2.0
DAY = dt.date(2031, 3, 10)
PARTS: dict[str, Callable[[Connection], render.Gathered]] = {
    "day": lambda c: gather(c, DAY),
    "week": lambda c: gather_week.gather(c, Week.parse("2031-W11")),
}
MECHANISM = Path(__file__).parents[1] / "examples" / "exercise" / "mechanism.yaml"
ACTORS = ("kellan", "dorvia", "isles-envoy", "shore-army", "ridge-movement")
MEMBERS = ACTORS[:3]
BACKED = {"kellan": "shore-army", "dorvia": "ridge-movement"}


class Clock:
    """A clock that goes a second on each time it is read; UTC microseconds."""

    def __init__(self) -> None:
        self.at = dt.datetime(2031, 3, 14, tzinfo=dt.UTC)

    def __call__(self) -> int:
        """Give the time."""
        self.at += dt.timedelta(seconds=1)
        return (self.at - EPOCH) // dt.timedelta(microseconds=1)


def rows() -> Iterator[dict[str, Any]]:
    """Yield two reports of each incident; incidents lie 4 km apart."""
    start = dt.datetime(2031, 3, 10, 1, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
    for n in range(INCIDENTS):
        at = start + dt.timedelta(minutes=n)
        lon, lat = -30.9 + 0.045 * (n % 40), 29.35 + 0.06 * (n // 40)
        for k, kind in enumerate(("monitor", "media")):
            yield {
                "report_id": f"B-{n}-{k}", "source": f"{kind} {n % 7}", "source_type": kind, "language": "en",
                "published": (at + dt.timedelta(hours=6)).isoformat(), "start": at.isoformat(),
                "end": (at + dt.timedelta(minutes=10)).isoformat(), "lon": lon, "lat": lat, "radius_km": 0.3,
                "place": f"Point {n}", "within": ("North Shore", "East Shore")[n % 2], "types": ["A2"],
                "killed": [0, n % 3, n % 3], "text": f"EXERCISE. Shelling, {n}.",
            }  # fmt: skip


def build(folder: Path) -> Book:
    """Make the book."""
    book = Book.create(
        str(folder / "bench.book"), MECHANISM.read_bytes(), KeyRing(folder / "keys"), clock=Clock()
    )
    assert book.keys is not None
    keys = {name: new_key(Role.DECISION, name, "member") for name in ACTORS}
    public = [k.public for k in keys.values()]
    book.submit(lambda _c: [ground.add_keys(public)], book.keys.only(Role.LOG))
    key = book.keys.only(Role.INTAKE)
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows()))
    intake.take(path, formats.read(path, format=None, mapping=None, zone=None), lambda b: book.submit(b, key))
    book.submit(linking_entries.run, key)
    with book.reading() as connection:
        found = [i for i in linking.incidents(connection) if i.origins > 1]
    for n, incident in enumerate(islice(found, CASES)):
        hear(book, keys, incident, n)
    return book


def hear(book: Book, keys: dict[str, PrivateKey], incident: Filed, n: int) -> None:
    """Hear a case: every second against the other side, every second determined."""
    claimant, accused = ("kellan", "ridge-movement") if n % 2 else ("dorvia", "shore-army")

    def opening(connection: Connection) -> list[Draft]:
        at = book.clock()
        return entries.allege(
            connection,
            incident.id,
            term="no-fire",
            accused=accused,
            claimant=claimant,
            reason="They fired.",
            at=at,
        )

    case = repo.case_id(book.submit(opening, keys[claimant])[0].index)

    def act(kind: str, actor: str, **said: Any) -> None:
        def draft(connection: Connection) -> list[Draft]:
            form = entries.form(kind, said)
            return entries.draft(connection, kind, form, actor=actor, at=book.clock(), case=case)

        book.submit(draft, keys[actor])

    act("notice", "isles-envoy", to=next(m for m, side in BACKED.items() if side == accused))
    act("reply", accused, answer=("denied", "admitted", "justified")[n % 3], words="So.")
    for member in MEMBERS[: 3 - n % 4 // 3]:
        answers = {
            "happened": "yes",
            "covered": "yes",
            "exempt": "no",
            "accused": ("yes", "cannot say")[n % 5 == 0],
        }
        laid = {"reach": "group", "basis": "seen", "confidence": 90}
        more = {"interest": True} if BACKED.get(member) == accused else {}
        act(
            "assessment",
            member,
            answers=answers,
            reasons=dict.fromkeys(answers, "Seen."),
            attribution=laid,
            **more,
        )
    if n % 4 == 0:
        determine(book, keys, case)


def determine(book: Book, keys: dict[str, PrivateKey], case: str) -> None:
    """Determine a case with every member's signature."""
    others = ("kellan", "dorvia")
    signers = (keys["isles-envoy"], *(keys[m] for m in others))
    book.submit(
        lambda c: entries.determine(c, case, actor="isles-envoy", at=book.clock(), signers=others), *signers
    )


Spent = tuple[float, float]
"""Seconds of processor time of all threads, and on the wall."""


def timed(work: Callable[[], Any]) -> tuple[Spent, Any]:
    """Give what a work takes, and what it gives."""
    wall, start = time.perf_counter(), time.process_time()
    made = work()
    return (round(time.process_time() - start, 3), round(time.perf_counter() - wall, 3)), made


def apart(path: str, language: str, part: str) -> dict[str, Spent]:
    """Time gathering and each format alone, of the day or its week, in one language."""
    book = Book(path)
    with book.reading() as connection:
        gathered, found = timed(lambda: PARTS[part](connection))
    book.engine.dispose()
    prepared, ready = timed(lambda: render.paper(found))
    out = {"gather": gathered, "prepare": prepared}
    for form in forms(part):
        out[form] = timed(lambda f=form: render.FORMATS[f](ready, language))[0]
    return out


def together(path: str, language: str, part: str) -> Spent:
    """Time all of it as one work."""
    book = Book(path)

    def work() -> object:
        with book.reading() as connection:
            return render.files(PARTS[part](connection), language, forms(part))

    spent = timed(work)[0]
    book.engine.dispose()
    return spent


def forms(part: str) -> list[str]:
    """Name the formats that a day or a week has; a week has no map."""
    return [name for name in render.FORMATS if name != "geojson" or part == "day"]


def held(path: str) -> dict[str, int]:
    """Count what the day's bulletin is of."""
    book = Book(path)
    with book.reading() as connection:
        found = gather(connection, DAY)
    book.engine.dispose()
    return {"incidents": len(found.incidents), "allegations": sum(len(p.alleged) for p in found.pairs)}


def readable(figures: dict[str, Any]) -> str:
    """Write figures as JSON, the two of a pair on one line."""
    return re.sub(r"\[\s+(\S+),\s+(\S+)\s+\]", r"[\1, \2]", json.dumps(figures, indent=1))


def main() -> int:
    """Build the book in a folder of its own, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        built, book = timed(lambda: build(Path(folder)))
        book.engine.dispose()
        path = str(Path(folder) / "bench.book")
        taken: dict[str, dict[str, dict[str, Spent]]] = {}
        with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as fresh:
            for name, part in product(languages(), PARTS):
                line = fresh.submit(apart, path, name, part).result()
                line["together"] = fresh.submit(together, path, name, part).result()
                taken.setdefault(name, {})[part] = line
        figures = {"building": built, **held(path), "languages": taken, "most": MOST}
    print(readable(figures))
    return int(max(found["day"]["together"][1] for found in taken.values()) > MOST)


if __name__ == "__main__":
    sys.exit(main())
