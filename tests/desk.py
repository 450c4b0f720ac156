"""A small desk at work: it makes a book of an invented truce and can do everything that the rooms can."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from holdfire.agreement import entries as agreement_entries
from holdfire.agreement import ground
from holdfire.agreement import repo as agreement
from holdfire.book import Book
from holdfire.bulletins import entries as bulletins_entries
from holdfire.bulletins import release as bulletins_release
from holdfire.bulletins import render
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.gather import gather
from holdfire.bulletins.subject import Day
from holdfire.casework import entries as casework_entries
from holdfire.casework import repo as casework
from holdfire.cosign import gather as gather_cosignatures
from holdfire.db import dump
from holdfire.db.engine import write as write_to
from holdfire.disclosing import entries as disclosing_entries
from holdfire.disclosing import repo as disclosing
from holdfire.erasing import entries as erasing_entries
from holdfire.erasing import repo as erasing
from holdfire.evidence import entries as evidence_entries
from holdfire.evidence import repo as evidence
from holdfire.evidence.strip import Copy
from holdfire.identities import entries as identities_entries
from holdfire.identities import repo as identities
from holdfire.linking import entries as linking_entries
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict
from holdfire.places import entries as places_entries
from holdfire.places import repo as places
from holdfire.places.entries import Spot
from holdfire.places.gazetteer import load as load_gazetteer
from holdfire.reading import entries as reading_entries
from holdfire.reading import repo as reading
from holdfire.record import checkpoint, cosignature
from holdfire.record import parcel as parcels
from holdfire.record import repo as record
from holdfire.record.encoding import EPOCH
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import PrivateKey, Role, new_key
from holdfire.record.note import COSIGNATURE, Vkey
from holdfire.record.policy import Known, plain, write
from holdfire.reports import formats, intake, triage
from holdfire.reports import release as reports_release
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from holdfire.casework.model import Case

EXERCISE = Path(__file__).parents[1] / "examples" / "exercise"
AGREEMENT = (EXERCISE / "mechanism.yaml").read_bytes()
GAZETTEER = (EXERCISE / "gazetteer.csv").read_bytes()
MEMBERS = ("kellan", "dorvia", "isles-envoy")
PARTIES = ("shore-army", "ridge-movement", "shore-government", "field-team")
BACKED = {"kellan": "shore-army", "dorvia": "ridge-movement"}
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
        "source_type": ("monitor", "party", "media")[n % 3],
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
    cosigners: dict[str, PrivateKey] = field(default_factory=dict)

    @classmethod
    def open(cls, url: str, folder: Path, **more: Any) -> Desk:
        """Make the book and register the members' keys."""
        book = Book.create(url, more.pop("agreement", AGREEMENT), KeyRing(folder), clock=Ticking(), **more)
        made = cls(
            book, folder, {name: new_key(Role.DECISION, name, "member") for name in (*MEMBERS, *PARTIES)}
        )
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
            cosigners=dict(other.cosigners),
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
        self.book.submit(lambda _c: [ground.add_keys(public)], self.log_key)

    def revoke(self, *key_ids: str) -> None:
        """End keys."""
        self.book.submit(lambda _c: [ground.revoke_keys(key_ids)], self.log_key)

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

    def correct_reading(self) -> None:
        """Say of the first claim read out of a page that it is something else."""
        with self.book.reading() as connection:
            [entry] = reading.articles(connection)
        self.book.submit(
            lambda c: reading_entries.correct(c, entry, 0, "corrected", {"kind": "explosion"}),
            self.intake_key,
        )

    def locate(self) -> None:
        loaded = load_gazetteer(GAZETTEER, "gazetteer.csv")
        self.book.submit(lambda c: places_entries.run(c, loaded, GAZETTEER), self.intake_key)

    def place(self, claim: ClaimId, spot: Spot, reason: str = "") -> int:
        """Say where a claim was; gives the entry."""
        return self.book.submit(lambda c: [places_entries.place(c, claim, spot, reason)], self.intake_key)[
            0
        ].index

    def link(self, method: str = "") -> int:
        """Link; say how many entries that made."""
        return len(self.book.submit(lambda c: linking_entries.run(c, method), self.intake_key))

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
                c,
                incident,
                term="no-fire",
                accused=accused,
                claimant=by,
                reason="They fired.",
                at=self.book.clock(),
            ),
            key,
        )[0].index
        self.cases.append(casework.case_id(index))
        return self.cases[-1]

    def assess(self, case: str, member: str, head: int | None = None, **answers: str) -> int:
        """Assess with `YES` but for what is given; returns the entry."""
        return self.act(
            "assessment", member, case, head=head, **assessment(self.accused(case), member, answers)
        )

    def act(
        self,
        kind: str,
        actor: str,
        case: str = "",
        *,
        about: int = 0,
        head: int | None = None,
        **said: Any,
    ) -> int:
        """Do any act; about the last act that it can be about, unless given. Returns the entry."""

        def build(connection: Connection) -> list[Any]:
            return casework_entries.draft(
                connection,
                kind,
                casework_entries.form(kind, said),
                actor=actor,
                at=self.book.clock(),
                case=case,
                about=about,
                head=head,
            )

        return self.book.submit(build, self.members[actor])[0].index

    def accused(self, case: str) -> str:
        found = self.case(case)
        return found.alleged(found.allegations[-1].entry).accused

    def hear(self, case: str) -> None:
        """Tell the accused's guarantor, and let the accused deny it."""
        accused = self.accused(case)
        to = next(m for m, side in BACKED.items() if side == accused)
        self.act("notice", "isles-envoy", case, to=to)
        self.act("reply", accused, case, answer="denied", words="Not us.")

    def determine(self, case: str, actor: str = "isles-envoy") -> int:
        """Determine with every member's signature, after hearing the accused if nobody has."""
        if not self.case(case).of("reply"):
            self.hear(case)
        others = tuple(m for m in MEMBERS if m != actor)
        return self.book.submit(
            lambda c: casework_entries.determine(c, case, actor=actor, at=self.book.clock(), signers=others),
            *(self.members[m] for m in (actor, *others)),
        )[0].index

    def brief(self, case: str, at: int | None = None) -> casework.Brief:
        """The last allegation of a case, in a line."""
        with self.book.reading() as connection:
            return casework.briefs(connection, at, case=case)[-1]

    def determination(self, case: str, at: int | None = None) -> Any:
        """What was determined of the case's last allegation, or None."""
        found = self.case(case, at)
        done = found.determination(found.allegations[-1].entry)
        return done and done.body

    def case(self, case: str, at: int | None = None) -> Case:
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
            return [bulletins_entries.publish(Day(day), day, gathered.size, *made[-1])]

        self.book.submit(build, self.members["isles-envoy"])
        return made[0]

    def release(self, publication: int, by: str = "kellan") -> None:
        """Let a publication out as another actor than the one that made it."""
        self.book.submit(lambda c: [bulletins_release.release(c, publication, by)], self.members[by])

    def open_words(self, *reports: int, reason: str = "EXERCISE. Those who spoke agreed.") -> None:
        """Release the words of reports to every member."""
        self.book.submit(lambda c: [reports_release.release(c, reports, "intake", reason)], self.intake_key)

    def publications(self) -> list[int]:
        """Name the publications by their entries, the first first."""
        with self.book.reading() as connection:
            return sorted(p.entry for p in bulletins.publications(connection))

    def amend(self, data: bytes = AGREEMENT + b"# A new version.\n") -> None:
        """Put a new version in force, under every member's signature."""
        self.book.submit(
            lambda c: agreement_entries.amend(c, data, MEMBERS, self.book.clock()),
            *(self.members[m] for m in MEMBERS),
        )

    def keep_texts(self, *names: str) -> None:
        """Keep language versions of the exercise's texts."""
        found = [(EXERCISE / name).read_bytes() for name in names]
        self.book.submit(lambda c: agreement_entries.texts(c, found), self.log_key)

    def enact(self, cosigners: dict[str, PrivateKey], *signers: PrivateKey, least: int = 0) -> None:
        """Put a cosigning policy in force; without `signers`, all of its cosigners sign."""
        log = checkpoint.vkey(self.book.log, self.log_key.public)
        known = {
            name: Known(Vkey(f"{name}.example/cosigner", COSIGNATURE, key.public.raw))
            for name, key in cosigners.items()
        }
        self.enact_text(write(plain(log, known, least)), *(signers or cosigners.values()))
        self.cosigners = dict(cosigners)

    def enact_text(self, text: str, *signers: PrivateKey) -> None:
        """Put the policy of a file in force."""

        def build(connection: Connection) -> list[Any]:
            old = agreement.register(connection, self.book.log).policy
            return [ground.policy((old.version if old else 0) + 1, text)]

        self.book.submit(build, *signers)

    def enroll(self, holders: dict[str, PrivateKey], *signers: PrivateKey, threshold: int = 2) -> None:
        """Enter a root register of every key that stands, with these holders; without `signers`, all of them sign."""

        def build(connection: Connection) -> list[Any]:
            register = agreement.register(connection, self.book.log)
            keys = {
                i: t.key for i, t in register.terms.items() if t.ended is None and t.key.role != Role.ROOT
            }
            keys |= {k.public.key_id: k.public for k in holders.values()}
            return [ground.root(register.version + 1, threshold, list(keys.values()))]

        parcel = self.book.request(build)
        for key in signers or holders.values():
            parcel = parcels.sign(parcel, key)
        self.book.take(parcel)

    def cosign(self, *names: str, at: int = 0, size: int | None = None) -> None:
        """Let cosigners cosign the last checkpoint, or that of a size, at a time in seconds (0: by the log's clock)."""
        with write_to(self.book.engine) as connection:
            text = checkpoint.parse(record.last_checkpoint(connection, size)).text()
            for name in names:
                now = at or self.book.clock() // 1_000_000
                line = cosignature.sign(text, f"{name}.example/cosigner", self.cosigners[name], now)
                gather_cosignatures.keep(
                    connection, self.book.log, int(text.split("\n")[1]), f"{line}\n", now * 1_000_000
                )

    def submit_triage(self, report: int) -> None:
        """Accept a report."""
        self.book.submit(lambda c: [triage.triage(c, [report], "accepted")], self.intake_key)

    def live(self) -> None:
        """Do a little of everything, so that every kind of entry is there."""
        for act in LIFE:
            act(self)

    def dump(self) -> list[bytes]:
        with self.book.reading() as connection:
            return list(dump.dump(connection))


def assessment(accused: str, member: str, answers: dict[str, str]) -> dict[str, Any]:
    """A member's assessment, with `YES` but for what is given, and all that the exercise's rules ask for besides."""
    said = {**YES, **answers}
    more: dict[str, Any] = {"interest": True} if BACKED.get(member) == accused else {}
    if said["accused"] == "yes":
        more["attribution"] = {"reach": "group", "basis": "seen", "confidence": 90}
    if said["exempt"] == "yes":
        more["test"] = ["yes"] * 4
    return {"answers": said, "reasons": dict.fromkeys(said, f"{member} looked into it"), **more}


def _decide(desk: Desk) -> None:
    case = desk.allege(desk.incidents()[0].id)
    for member in MEMBERS:
        desk.assess(case, member)
    desk.determine(case)


def _investigate(desk: Desk) -> None:
    """A case with a visit, one that was denied, and what follows; then withdrawn."""
    case = desk.allege(desk.incidents()[0].id, by="shore-government")
    desk.act("notice", "isles-envoy", case, to="dorvia", channel="Liaison line")
    desk.act("receipt", "dorvia", case, words="Here.")
    desk.act("reply", "ridge-movement", case, answer="denied", words="Not us.")
    team = ["kellan", "dorvia", "field-team"]
    desk.act("tasking", "isles-envoy", case, team=team, task="Look for impacts.")
    desk.act("access-request", "field-team", case, of="ridge-movement", place="Tarn")
    desk.act("access", "ridge-movement", case, answer="denied", words="Mines.")
    desk.act(
        "visit",
        "field-team",
        case,
        start=desk.book.clock() - 10**9,
        end=desk.book.clock(),
        place="Tarn, from across the valley",
        present=team,
        observations=[{"words": "Five craters", "means": "seen", "count": 5, "unit": "crater"}],
    )
    laid = {"reach": "group", "basis": "craters", "confidence": 70}
    desk.act("finding", "field-team", case, summary="Mortar rounds.", attribution=laid)
    desk.act("escalation", "dorvia", case, rung=1, reason="Access was denied.")
    desk.act(
        "response",
        "kellan",
        case,
        measure="access",
        to="ridge-movement",
        what="Let the team in.",
        check="A visit.",
    )
    desk.act("follow-up", "dorvia", case, step="blocked", words="No.", votes={"dorvia": "vetoed"})
    desk.act("withdrawal", "shore-government", case, reason="Settled between us.")


def _alarm(desk: Desk) -> None:
    entry = desk.act("alert", "ridge-movement", place="Tarn", type="A1", accused="shore-army", words="Shots.")
    alert = casework.alert_id(entry)
    desk.act("call", "dorvia", alert, to="kellan", channel="Liaison line", answered=True)
    desk.act("acknowledgement", "kellan", alert, words="Heard.")
    desk.act("stand-down", "kellan", alert, of="shore-army", words="Stop.")
    desk.act("return-fire", "ridge-movement", alert, by="ridge-movement", words="One burst.")
    desk.act("firing", "field-team", alert, state="stopped", words="Quiet.")


def _watch(desk: Desk) -> None:
    now = desk.book.clock()
    shifts = [{"start": now, "end": now + 10**10, "function": "Duty officer", "line": "1"}]
    desk.act("roster", "kellan", shifts=shifts)
    desk.act("hand-over", "kellan", words="One alert, at an end.")
    desk.act("walkout", "dorvia", reason="Blocked once too often.")
    desk.act("return", "dorvia", reason="The ministers met.")
    desk.book.submit(lambda c: casework_entries.overdue(c, desk.book.clock()), desk.intake_key)


def _sign_elsewhere(desk: Desk) -> None:
    """A roster that was signed away from the desk, and came in after a tick."""

    def build(connection: Connection) -> list[Any]:
        form = casework_entries.form("roster", {})
        return casework_entries.draft(connection, "roster", form, actor="dorvia", at=desk.book.clock())

    desk.book.take(parcels.sign(desk.book.request(build), desk.members["dorvia"]))


RECIPIENT = "age14qdtkk0ghw8sjpkynmthkd3dzkkmwzq8fuzp6tus3x2ue2y6dc4qjst3kj"
"""An officer's recipient, made up: nobody has its key."""


def _protect(desk: Desk) -> None:
    """A file with its custody, fields opened, an identity unsealed, and an erasure that was not carried out."""
    officer = new_key(Role.OFFICER, "field-team", "member")
    mirror = new_key(Role.MIRROR, "kellan", "member")
    desk.register(officer, mirror)
    report = desk.claims()[0].entry
    copy = Copy(b"EXERCISE. A copy.", "text/plain", "text/plain", ())
    said = {"name": "note.txt", "type_": "text/plain", "words": "By a courier."}

    def receive(connection: Connection) -> list[Any]:
        size = record.size(connection)
        return evidence_entries.received(connection, report, b"EXERCISE. A note.", copy=copy, at=size, **said)

    def open_(kind: str, connection: Connection) -> list[Any]:
        now = desk.book.clock()
        return [disclosing_entries.draft(connection, kind, report, ["words"], ["members"], reason="", at=now)]

    def erase(connection: Connection) -> list[Any]:
        asked = {"ground": "asked", "reason": "It was asked.", "officers": ["field-team"]}
        return [erasing_entries.order(connection, report, (), **asked)]

    submit = desk.book.submit
    submit(receive, desk.intake_key)
    submit(partial(open_, "release"), officer)
    submit(partial(open_, "disclosure"), desk.members["kellan"])
    submit(lambda _c: [identities_entries.register([RECIPIENT])], officer)
    submit(lambda c: [identities_entries.unseal(c, report, "A court asks.")], officer)
    order = submit(erase, officer)[0].index
    submit(lambda c: [erasing_entries.acknowledge(c, order, "kellan")], mirror)


def _found(desk: Desk) -> None:
    """Put a policy of four cosigners in force; three of them cosign."""
    cosigners = {name: new_key(Role.COSIGNER, name, "member") for name in (*MEMBERS, "university")}
    desk.register(*cosigners.values())
    desk.enact(cosigners, *desk.cosigners.values(), *cosigners.values())
    desk.cosign("kellan", "dorvia", "university")


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
    lambda d: d.act("reopening", "kellan", d.cases[0], reason="We looked again."),
    lambda d: d.assess(d.cases[0], "kellan", accused="no"),
    lambda d: d.assess(d.cases[0], "dorvia", head=1),
    _investigate,
    _alarm,
    _watch,
    _sign_elsewhere,
    lambda d: d.amend(),
    lambda d: d.keep_texts("truce-en.txt", "truce-ar.txt"),
    _found,
    lambda d: d.publish(),
    lambda d: d.release(d.publications()[0]),
    lambda d: d.open_words(2, 3),
    lambda d: d.submit_triage(2),
    lambda d: d.correct_reading(),
    _protect,
    lambda d: d.place(ClaimId(3, 0), Spot(-30.03, 30.01, 1.5), "EXERCISE. By the map."),
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
        "read claims": [reading.claims(connection, n, at) for n in range(12)],
        "locations": places.locations(connection, at),
        "links": linking.links(connection, at),
        "verdicts": linking.verdicts(connection, at),
        "incidents": linking.incidents(connection, at),
        "number of incidents": linking.count(connection, at),
        "members": {claim: linking.of_claim(connection, ClaimId.parse(claim), at) for claim, _ in claims},
        "cases": [(c.id, c.acts) for c in casework.cases(connection, at)],
        "allegations": casework.briefs(connection, at),
        "alerts": [(a.id, a.acts) for a in casework.alerts(connection, at)],
        "running": casework.running(connection, at),
        "rosters": casework.rosters(connection, at),
        "away": casework.away(connection, at),
        "publications": bulletins.publications(connection, at),
        "files": [(i, evidence.history(connection, i.entry, at)) for i in evidence.items(connection, at=at)],
        "openings": disclosing.openings(connection, at),
        "erasures": [(e, erasing.owed(connection, e, at)) for e in erasing.erasures(connection, at)],
        "recipients": identities.recipients(connection, at),
        "unsealings": identities.unsealings(connection, at),
    }
