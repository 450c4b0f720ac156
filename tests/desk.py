"""A small desk at work: it makes a book of an invented truce and can do everything that the rooms can."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from holdfire.agreement import entries as agreement_entries
from holdfire.agreement import repo as agreement
from holdfire.book import Book
from holdfire.bulletins import entries as bulletins_entries
from holdfire.bulletins import render
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.gather import gather
from holdfire.casework import entries as casework_entries
from holdfire.casework import repo as casework
from holdfire.db import dump
from holdfire.linking import entries as linking_entries
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict
from holdfire.places import entries as places_entries
from holdfire.places import repo as places
from holdfire.places.gazetteer import load as load_gazetteer
from holdfire.reading import entries as reading_entries
from holdfire.reading import repo as reading
from holdfire.record.encoding import EPOCH, sha256_hex
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import PrivateKey, Role, new_key
from holdfire.reports import formats, intake
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId

if TYPE_CHECKING:
    from sqlalchemy import Connection

EXERCISE = Path(__file__).parents[1] / "examples" / "exercise"
AGREEMENT = (EXERCISE / "mechanism.yaml").read_bytes()
GAZETTEER = (EXERCISE / "gazetteer.csv").read_bytes()
MEMBERS = ("kellan", "dorvia", "isles-envoy")
DAY = dt.date(2031, 3, 10)
START = dt.datetime(2031, 3, 20, 8, tzinfo=dt.UTC)
COUNTS = (
    "date,side,unit,total,headline_total,combined_with,"
    "verdict_by,confirmed,exempt,not_confirmed,verdict,source,url,"
)
YES = {"happened": "yes", "accused": "yes", "covered": "yes", "exempt": "no"}


class Ticking:
    """A clock that goes one second on each time it is looked at; UTC microseconds."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> int:
        self.at += dt.timedelta(seconds=1)
        return (self.at - EPOCH) // dt.timedelta(microseconds=1)


def row(n: int, **more: Any) -> dict[str, Any]:
    """A report of shelling at Tarn on `DAY`; every `n` has its own source and falls one minute later."""
    at = dt.datetime(2031, 3, 10, 6, n % 60, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
    said = {
        "report_id": f"R-{n}",
        "source": f"Post {n}",
        "published": (at + dt.timedelta(hours=6)).isoformat(),
        "language": "en",
        "start": at.isoformat(),
        "end": (at + dt.timedelta(minutes=20)).isoformat(),
        "lon": -30.02,
        "lat": 30.02,
        "radius_km": 0.3,
        "place": "Tarn",
        "within": "Middle Ridge",
        "types": ["A2"],
        "killed": [1, 1, 2],
        "text": f"EXERCISE. Shelling, number {n}.",
    }
    return {name: value for name, value in {**said, **more}.items() if value is not None}


@dataclass
class Desk:
    """A book with all its keys. Each act is a method; none of them prints."""

    book: Book
    folder: Path
    members: dict[str, PrivateKey]
    files: int = 0
    cases: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, url: str, folder: Path, **more: Any) -> Desk:
        """Make the book and register the members' keys."""
        book = Book.create(url, more.pop("agreement", AGREEMENT), KeyRing(folder), clock=Ticking(), **more)
        made = cls(book, folder, {name: new_key(Role.DECISION, name, "member") for name in MEMBERS})
        made.register(*made.members.values())
        return made

    @classmethod
    def again(cls, url: str, folder: Path, other: Desk) -> Desk:
        """Open a copy of another desk's book."""
        return replace(
            other,
            book=Book(url, KeyRing(folder), Ticking()),
            folder=folder,
            members=dict(other.members),
            cases=list(other.cases),
        )

    @property
    def log_key(self) -> PrivateKey:
        return self._keys.only(Role.LOG)

    @property
    def intake_key(self) -> PrivateKey:
        return self._keys.only(Role.INTAKE)

    @property
    def _keys(self) -> KeyRing:
        assert self.book.keys is not None
        return self.book.keys

    def register(self, *keys: PrivateKey) -> None:
        public = [k.public for k in keys]
        self.book.submit(lambda _c: [agreement_entries.add_keys(public)], self.log_key)

    def take(self, *rows: Any, name: str = "", batch: int = intake.BATCH) -> intake.Taken:
        """Take rows in from a file of their own: JSON lines, or lines as they are."""
        text = "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows)
        return self.take_file(name or f"rows-{self.files}.jsonl", text, batch=batch)

    def take_tallies(self, *lines: str, areas: str = "Nor,Mid") -> intake.Taken:
        """Take a sheet of daily counts in; `areas` are its last columns."""
        return self.take_file(f"tallies-{self.files}.csv", "\n".join((COUNTS + areas, *lines)) + "\n")

    def take_page(self, text: str) -> intake.Taken:
        """Take a plain text in."""
        constants = formats.load_map(
            b"constants: {source: Ferry Gazette, source_type: media, language: en}", "map"
        )
        return self.take_file(f"page-{self.files}.txt", text, "text", constants)

    def take_file(
        self, name: str, text: str, format_: str | None = None, mapping: Any = None, batch: int = intake.BATCH
    ) -> intake.Taken:
        self.files += 1
        path = self.folder.parent / name
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
        rows = formats.read(path, format=format_, mapping=mapping, zone=ZoneInfo("Etc/GMT+2"))
        before, intake.BATCH = intake.BATCH, batch
        try:
            return intake.take(path, rows, lambda build: self.book.submit(build, self.intake_key))
        finally:
            intake.BATCH = before

    def read_pages(self) -> None:
        self.book.submit(lambda c: reading_entries.run(c)[0], self.intake_key)

    def locate(self) -> None:
        loaded = load_gazetteer(GAZETTEER, "gazetteer.csv")
        self.book.submit(lambda c: places_entries.run(c, loaded, GAZETTEER), self.intake_key)

    def link(self) -> int:
        """Link; say how many entries that made."""
        return len(self.book.submit(linking_entries.run, self.intake_key))

    def judge(self, a: ClaimId, b: ClaimId, verdict: Verdict) -> None:
        self.book.submit(lambda c: linking_entries.judge(c, a, b, verdict), self.intake_key)

    def claims(self) -> list[ClaimId]:
        with self.book.reading() as connection:
            return [claim for claim, _ in reports.claims(connection)]

    def incidents(self, at: int | None = None) -> list[linking.Filed]:
        with self.book.reading() as connection:
            return linking.incidents(connection, at)

    def allege(self, incident: str, *, by: str = "kellan", accused: str = "ridge-movement") -> str:
        key = self.members[by]
        index = self.book.submit(
            lambda c: casework_entries.allege(
                c, incident, term="no-fire", accused=accused, claimant=by, reason="They fired."
            ),
            key,
        )[0].index
        self.cases.append(casework.case_id(index))
        return self.cases[-1]

    def assess(self, case: str, member: str, head: int | None = None, **answers: str) -> int:
        """Assess with `YES` but for what is given; returns the entry."""
        said = {**YES, **answers}
        reasons = dict.fromkeys(said, f"{member} looked into it")
        return self.book.submit(
            lambda c: casework_entries.assess(
                c, case, member=member, answers=said, reasons=reasons, at=self.book.clock(), head=head
            ),
            self.members[member],
        )[0].index

    def determine(self, case: str, actor: str = "isles-envoy") -> int:
        return self.book.submit(
            lambda c: casework_entries.determine(c, case, actor=actor, at=self.book.clock()),
            self.members[actor],
        )[0].index

    def case(self, case: str, at: int | None = None) -> casework.Case:
        with self.book.reading() as connection:
            found = casework.case(connection, case, at)
        assert found is not None
        return found

    def refused(self, entry: int) -> str:
        with self.book.reading() as connection:
            return casework.refusal(connection, entry)

    def publish(self, day: dt.date = DAY, at: int | None = None) -> tuple[bytes, bytes]:
        """Publish a day's bulletin: its page and its table."""
        made: list[tuple[bytes, bytes]] = []

        def build(connection: Connection) -> list[Any]:
            gathered = gather(connection, day, at)
            made.append((render.html(gathered), render.table(gathered)))
            return [bulletins_entries.publish(day, gathered.size, *made[-1])]

        self.book.submit(build, self.members["isles-envoy"])
        return made[0]

    def amend(self) -> None:
        data = AGREEMENT + b"# A new version.\n"
        self.book.submit(
            lambda _c: [agreement_entries.amend(sha256_hex(data), data)], self.members["isles-envoy"]
        )

    def live(self) -> None:
        """Do a little of everything, so that every kind of entry is there."""
        for act in LIFE:
            act(self)

    def dump(self) -> list[bytes]:
        with self.book.reading() as connection:
            return list(dump.dump(connection))


def _decide(desk: Desk) -> None:
    case = desk.allege(desk.incidents()[0].id)
    for member in MEMBERS:
        desk.assess(case, member)
    desk.determine(case)


LIFE = (
    lambda d: d.take(*(row(n) for n in range(6))),
    lambda d: d.take(row(6, lon=None, lat=None, radius_km=None, start="2031-03-12T09:00:00-02:00", end=None)),
    lambda d: d.take_page(
        "EXERCISE. A note of the ferry gazette.\n\nShots were heard near Tarn before noon."
    ),
    lambda d: d.read_pages(),
    lambda d: d.link(),
    lambda d: d.locate(),
    lambda d: d.link(),
    lambda d: d.take_tallies("2031-03-10,kellan,violations,5,,,dorvia,1,,4,not all,Ferry Gazette,,2,3"),
    lambda d: d.judge(*d.claims()[:2], Verdict.NOT_SAME),
    lambda d: d.take(row(3, text="EXERCISE. Shelling, as corrected.", killed=[2, 2, 2])),
    lambda d: d.link(),
    lambda d: d.take(
        row(0, text="EXERCISE. The first of all, as corrected."),
        row(
            6,
            lon=None,
            lat=None,
            radius_km=None,
            start="2031-03-12T09:00:00-02:00",
            end=None,
            place="Saltern",
        ),
    ),
    lambda d: d.locate(),
    lambda d: d.link(),
    lambda d: d.judge(*d.claims()[:2], Verdict.SAME),
    lambda d: d.publish(),
    _decide,
    lambda d: d.assess(d.cases[0], "kellan", accused="no"),
    lambda d: d.assess(d.cases[0], "dorvia", head=1),
    lambda d: d.amend(),
    lambda d: d.publish(),
)
"""What happens in a book, act by act; after them it has every kind of entry, and an act that was refused."""

Read = dict[str, Any]


def everything(connection: Connection, at: int | None) -> Read:
    """Read all that the rooms can read of a book as it was at a size, or as it is."""
    claims = [(str(claim), filed) for claim, filed in reports.claims(connection, at)]
    stands = agreement.current(connection, at)
    return {
        "agreement": (stands.entry, stands.sha256),
        "reports": reports.page(connection, at=at, limit=10_000),
        "each report": [reports.get(connection, n, at) for n in range(12)],
        "count": reports.count(connection, at),
        "sources": reports.sources(connection, at),
        "claims": claims,
        "tallies": reports.tallies(connection, at),
        "articles": reading.articles(connection, at),
        "locations": places.locations(connection, at),
        "links": linking.links(connection, at),
        "verdicts": linking.verdicts(connection, at),
        "incidents": linking.incidents(connection, at),
        "number of incidents": linking.count(connection, at),
        "members": {claim: linking.of_claim(connection, ClaimId.parse(claim), at) for claim, _ in claims},
        "cases": casework.cases(connection, at),
        "publications": bulletins.publications(connection, at),
    }
