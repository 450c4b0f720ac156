"""The command `demo`: builds the example books. Syria 2016 is real and stops at reports; the exercise is invented."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from holdfire.agreement import entries as agreement_entries
from holdfire.agreement import ground
from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.lints import lint
from holdfire.book import Book
from holdfire.bulletins import repo as bulletins
from holdfire.bulletins.release import release
from holdfire.casework import repo as casework
from holdfire.cli import tell
from holdfire.cli.bulletins import publish, reproduced
from holdfire.cli.play import Clock, play
from holdfire.cli.reports import take_file
from holdfire.errors import NotFound, Where
from holdfire.linking import entries as linking_entries
from holdfire.linking import repo as linking
from holdfire.places import entries as places_entries
from holdfire.places.gazetteer import load as load_gazetteer
from holdfire.reading import entries as reading_entries
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import PrivateKey, Role, new_key, save
from holdfire.record.keys import load as load_key
from holdfire.reports import repo as reports
from holdfire.reports.formats import load_map
from holdfire.reports.tallies import tally_warnings
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


PUBLISHER = "example-desk"
"""Who publishes the bulletins of the Syria example: this demonstration, and no body that ever existed."""

TEXTS = ("draft-en.txt", "truce-en.txt", "truce-ar.txt", "pause-en.txt")
"""The language versions that the exercise's agreement names."""

Row = tuple[str, str]


@click.command("demo")
@click.option("--examples", default="examples", show_default=True, help="Folder of the examples.")
@click.option(
    "--out", default="demo", show_default=True, help="Folder for the books; those there are made anew."
)
@click.option("--serve/--no-serve", default=True, help="Show them in a browser afterwards.")
@click.option("--port", type=click.IntRange(1, 65535), default=8016, show_default=True)
def demo(examples: str, out: str, port: int, *, serve: bool) -> None:
    """Build both example books, say what was found in them, and show them."""
    source, target = Path(examples), Path(out)
    if not (source / "syria-2016" / "mechanism.yaml").is_file():
        raise NotFound(
            "examples-missing",
            say("the examples are not here"),
            where=Where(examples),
            hint=say("run it in the repository, or name their folder with --examples"),
        )
    start = time.perf_counter()
    _clear(target)
    books = {
        "syria-2016": syria(source / "syria-2016", target),
        "exercise": exercise(source / "exercise", target),
    }
    for name, book in books.items():
        _table(name, _summary(book))
    tell(f"\nbuilt and checked in {time.perf_counter() - start:.0f} s; the books are in {target}/")
    if serve:
        from holdfire.cli.web import run

        run(books, port)


def _clear(target: Path) -> None:
    """Take away what an earlier demo made in this folder, and nothing else."""
    target.mkdir(parents=True, exist_ok=True)
    for book in ("syria-2016", "exercise"):
        for path in target.glob(f"{book}.book*"):
            path.unlink()
        shutil.rmtree(target / f"{book}.keys", ignore_errors=True)
    shutil.rmtree(target / "members", ignore_errors=True)


def syria(folder: Path, target: Path) -> Book:
    """Build the book of Syria 2016: real facts with their sources, no assessment by anybody."""
    tell("Syria 2016 (from public sources)")
    ring = KeyRing(target / "syria-2016.keys")
    publisher = ring.ensure(Role.DECISION, PUBLISHER)
    book = Book.create(str(target / "syria-2016.book"), (folder / "mechanism.yaml").read_bytes(), ring)
    constants = load_map(b"constants: {source: Example page, source_type: media, language: en}", "demo")
    for path in (folder / "reports.jsonl", folder / "tallies.csv"):
        _step(f"taking in {path.name}", partial(take_file, book, path))
    for path in sorted((folder / "pages").glob("*.txt")):
        _step(f"taking in {path.name}", partial(take_file, book, path, "text", constants))
    _work(book, folder / "gazetteer.csv", publisher)
    return book


def exercise(folder: Path, target: Path) -> Book:
    """Build the exercise: an invented country, where members judge cases and every outcome occurs."""
    tell("Exercise (invented)")
    ring = KeyRing(target / "exercise.keys")
    clock = Clock(dt.datetime(2031, 3, 10, 12, tzinfo=dt.UTC))
    book = Book.create(
        str(target / "exercise.book"), (folder / "mechanism.yaml").read_bytes(), ring, clock=clock
    )
    script = yaml.safe_load((folder / "cases.yaml").read_text())["acts"]
    members = _members(book, script, target / "members")
    mapping = load_map((folder / "map.yaml").read_bytes(), "map.yaml")
    for name in ("reports.jsonl", "tallies.csv"):
        _step(f"taking in {name}", partial(take_file, book, folder / name))
    _step("taking in reports.csv", lambda: take_file(book, folder / "reports.csv", "csv", mapping))
    for name, language in (("note-ar.txt", "ar"), ("note-en.txt", "en")):
        page = load_map(
            f"constants: {{source: Field hotline, source_type: hotline, language: {language}}}".encode(), name
        )
        _step(f"taking in {name}", partial(take_file, book, folder / name, "text", page))
    _work(book, folder / "gazetteer.csv", None)
    _step("hearing cases", lambda: play(book, clock, script, members))
    _bulletins(book, members["isles-envoy"])
    _step("releasing all but the last", lambda: _release(book, members["kellan"]))
    _step("keeping the texts", lambda: _texts(book, folder))
    _checked(book)
    return book


def _members(book: Book, script: Sequence[Any], folder: Path) -> dict[str, PrivateKey]:
    """Make a decision key for everyone who acts in the script, each in a folder of its own, and register them."""
    names = {a["actor"] for a in script if "actor" in a}
    for name in sorted(names):
        save(new_key(Role.DECISION, name, held="member"), folder / name / f"{name}.decision.key")
    made = {name: load_key(folder / name / f"{name}.decision.key") for name in sorted(names)}
    assert book.keys is not None
    public = [k.public for k in made.values()]
    book.submit(lambda _c: [ground.add_keys(public)], book.keys.only(Role.LOG))
    return made


def _work(book: Book, gazetteer: Path, publisher: PrivateKey | None) -> None:
    """Read, locate, link; publish and check where the publisher's key is given."""
    assert book.keys is not None
    intake = book.keys.only(Role.INTAKE)
    data = gazetteer.read_bytes()
    loaded = load_gazetteer(data, gazetteer.name)
    _step("reading pages", lambda: book.submit(lambda c: reading_entries.run(c)[0], intake))
    _step("locating places", lambda: book.submit(lambda c: places_entries.run(c, loaded, data), intake))
    _step("linking", lambda: book.submit(linking_entries.run, intake))
    if publisher:
        _bulletins(book, publisher)
        _checked(book)


def _bulletins(book: Book, publisher: PrivateKey) -> None:
    with book.reading() as connection:
        days = sorted({t.day for _, t in reports.tallies(connection)})

    def every() -> None:
        for day in days:
            publish(book, dt.date.fromisoformat(day), None, publisher)

    _step(f"publishing {len(days)} bulletins", every)
    _step("making the last one again", lambda: reproduced(book, dt.date.fromisoformat(days[-1]), None))


def _release(book: Book, second: PrivateKey) -> None:
    """Let every publication out but the last, which waits for a second actor to read it."""
    with book.reading() as connection:
        *wanted, _ = sorted(p.entry for p in bulletins.publications(connection))
    book.submit(lambda c: [release(c, entry, second.public.actor) for entry in wanted], second)


def _texts(book: Book, folder: Path) -> None:
    """Keep the words of the invented texts, in each of their languages."""
    assert book.keys is not None
    found = [(folder / name).read_bytes() for name in TEXTS]
    book.submit(lambda c: agreement_entries.texts(c, found), book.keys.only(Role.LOG))


def _checked(book: Book) -> None:
    _step("checking the record", lambda: book.check(workers=1))


def _step(label: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    tell(f"  {label:<34} {time.perf_counter() - start:6.2f} s")


def _summary(book: Book) -> list[Row]:
    """Say what was found in a book, in a few lines; every line has its unit."""
    with book.reading() as connection:
        incidents = linking.incidents(connection)
        tallies = [t for _, t in reports.tallies(connection)]
        cautions = Counter(c.code for _, c in tally_warnings(tallies))
        cases = Counter(str(b.status) for b in casework.briefs(connection))
        gaps = lint(agreement_repo.current(connection).agreement)
        sources = reports.sources(connection)
        count = reports.count(connection)
    several = sum(i.sources > 1 for i in incidents)
    return [
        ("entries in the record", str(book.size())),
        ("reports", f"{count} by {len(sources)} sources"),
        ("incidents", f"{len(incidents)}, {several} with two or more sources"),
        ("counts published by the sides", f"{len(tallies)} on {len({t.day for t in tallies})} days"),
        (
            "what does not add up in them",
            ", ".join(f"{code} {n}" for code, n in sorted(cautions.items())) or "nothing",
        ),
        (
            "allegations",
            ", ".join(f"{n} {status}" for status, n in sorted(cases.items())) or "none: no assessments",
        ),
        ("left open by the texts", f"{len(gaps)} findings of {len({g.code for g in gaps})} kinds"),
        ("record", "intact"),
    ]


def _table(name: str, rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=name, title_justify="left", show_header=False)
    for label, value in rows:
        table.add_row(label, value)
    Console().print(table)
