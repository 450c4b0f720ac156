"""Commands about the words of reports: read, lexicon."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from holdfire.cli import tell
from holdfire.cli.options import (
    at_option,
    book_argument,
    demand_size,
    file_bytes,
    is_book,
    keys_option,
    open_to_write,
    signer,
)
from holdfire.errors import BadInput, Where
from holdfire.record.keys import Role
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from holdfire.reading.gold import GoldDocument
    from holdfire.reading.model import Claim, Finder
    from holdfire.reading.origin import Origin
    from holdfire.reading.reader import Read
    from holdfire.reading.scoring import Score
    from holdfire.record.kinds import Draft

DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.command("read")
@click.argument("files", nargs=-1, required=True, metavar="BOOK|FILE...")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object a file.")
@click.option("--gazetteer", help="Find places by the names of this gazetteer.")
@click.option("--published", type=DATE, help="Day of publication, for files that do not say.")
@click.option("--language", default="", help="Language of the files: ar, en, fa, ru or tr (default: guess).")
@keys_option
def read(
    files: tuple[str, ...],
    as_json: bool,
    gazetteer: str | None,
    published: dt.datetime | None,
    language: str,
    keys: str | None,
) -> None:
    """Read the article and the claims out of every page of a BOOK that was not read yet, or out of FILEs.

    Every line left out is kept with its reason, every claim's slots with the words they stand in.
    """
    find = _finder(gazetteer)
    if len(files) == 1 and not as_json and is_book(files[0]):
        _read_book(files[0], keys, find)
        return
    day = published.date() if published else None
    failed: BadInput | None = None
    found: dict[str, Read] = {}
    for name in dict.fromkeys(files):
        try:
            found[name] = read_file(Path(name), day, language, find)
        except BadInput as e:
            failed = failed or e
            click.echo(f"holdfire: {e}", err=True)
    origins = _origins(found)
    for name, each in found.items():
        tell(_json(name, each, origins[name]) if as_json else _summary(name, each, origins[name]))
    if failed:
        sys.exit(failed.exit)


def read_file(path: Path, published: dt.date | None, language: str, find: Finder) -> Read:
    """Read one file; BadInput names it."""
    from holdfire.reading import reader
    from holdfire.reading.article import LARGEST

    size = path.stat().st_size
    if size > LARGEST:
        words = say("it has {size} bytes, and at most {most} are read", size=size, most=LARGEST)
        raise BadInput(
            "article-too-large", words, hint=say("cut the article out of it"), where=Where(str(path))
        )
    data = file_bytes(str(path))
    try:
        return reader.read(
            data, reader.media_type(path.name, data), published=published, language=language, finder=find
        )
    except BadInput as e:
        raise BadInput(e.code, e.words, hint=e.advice, where=Where(str(path))) from e


def _origins(found: Mapping[str, Read]) -> dict[str, Origin]:
    """Find which of the files tell one story: each file's origin, with the files that share it and why."""
    from holdfire.reading.origin import Story, origins

    stories = [
        Story(
            name,
            r.article.publisher or r.article.agency or name,
            r.article.words,
            r.article.agency,
            r.published.isoformat() if r.published else "",
        )
        for name, r in found.items()
    ]
    return {story: each for each in origins(stories) for story in each.stories}


def _json(name: str, found: Read, origin: Origin) -> str:
    from holdfire.reading.reader import described

    shared = {
        "name": origin.name,
        "files": list(origin.stories),
        "joins": [j._asdict() for j in origin.joins],
    }
    return json.dumps({"file": name, **described(found), "origin": shared}, ensure_ascii=False)


def _summary(name: str, found: Read, origin: Origin) -> str:
    a = found.article
    facts = [a.title or "no title", found.language or "language unknown", a.published or "day unknown"]
    lines = [f"{name}: {', '.join(facts)}; {len(a.removed)} lines left out, {len(found.claims)} claims"]
    lines += [f"  {_claim_line(c, a.words)}" for c in found.claims]
    if len(origin.stories) > 1:
        lines.append(f"  one origin, {origin.name}, with {', '.join(s for s in origin.stories if s != name)}")
    if a.reason:
        lines.append(f"  nothing to read: {a.reason}")
    return "\n".join(lines)


def _claim_line(claim: Claim, text: str) -> str:
    who = text[slice(*claim.speaker.span)] if claim.speaker else "(the outlet)"
    when = claim.when.first.isoformat() if claim.when else "no day"
    where = text[slice(*claim.place.span)] if claim.place else "no place"
    return f"{claim.kind}, {claim.status}: {who}; {when}; {where} [{claim.rule}]"


def _finder(gazetteer: str | None) -> Finder:
    if not gazetteer:
        from holdfire.reading.placing import surface

        return surface
    from holdfire.places import formats
    from holdfire.places.mentions import finder

    return finder(formats.load(file_bytes(gazetteer), gazetteer))


def _read_book(book: str, keys: str | None, find: Finder) -> None:
    from holdfire.reading import entries

    opened = open_to_write(book, keys)
    bad: list[tuple[int, BadInput]] = []

    def build(connection: Connection) -> list[Draft]:
        drafts, left = entries.run(connection, find)
        bad.extend(left)
        return drafts

    done = opened.submit(build, signer(opened, Role.INTAKE, None))
    tell(f"{len(done)} pages read")
    for entry, error in bad:
        click.echo(f"  report {entry} not read: {error}", file=sys.stderr)


@click.command("claims")
@book_argument
@click.argument("report", type=int)
@click.option("--claim", "n", type=int, help="The number of a claim, to say something of it.")
@click.option("--right", "verdict", flag_value="right", help="It is read as the words say.")
@click.option("--wrong", "verdict", flag_value="wrong", help="The words claim no such thing.")
@click.option("--kind", help="The kind of act or position that the words tell of.")
@click.option("--status", help="asserted, confirmed, denied or unconfirmed.")
@click.option("--modality", help="happened, planned, conditional or negated.")
@click.option(
    "--slot", "slots", multiple=True, metavar="NAME=START:END", help="Where a slot stands; NAME= for none."
)
@at_option
@keys_option
def claims(
    book: str,
    report: int,
    n: int | None,
    verdict: str | None,
    kind: str | None,
    status: str | None,
    modality: str | None,
    slots: tuple[str, ...],
    at: int | None,
    keys: str | None,
) -> None:
    """List the claims that were read out of REPORT, or say of one whether it is right, and what it says instead.

    A person's word is an entry of its own; the machine's reading stays beside it.
    """
    from holdfire.book import Book
    from holdfire.reading import entries

    opened = open_to_write(book, keys) if n is not None else Book(book)
    if n is not None:
        given = {"kind": kind, "status": status, "modality": modality}
        changed: dict[str, object] = {name: value for name, value in given.items() if value is not None}
        changed |= dict(map(_slot, slots))
        said = verdict or ("corrected" if changed else "right")
        opened.submit(
            lambda c: entries.correct(c, report, n, said, changed), signer(opened, Role.INTAKE, None)
        )
    with opened.reading() as connection:
        demand_size(connection, at)
        for line in _listed(connection, report, at):
            tell(line)


def _slot(text: str) -> tuple[str, dict[str, int] | None]:
    name, _, span = text.partition("=")
    start, _, end = span.partition(":")
    if span and not (start.isdigit() and end.isdigit()):
        words = say("this cannot be said of a claim: {what}", what=text)
        raise BadInput("correction-unfit", words, hint=say("write it as {example}", example="speaker=10:25"))
    return name, {"start": int(start), "end": int(end)} if span else None


def _listed(connection: Connection, report: int, at: int | None) -> list[str]:
    from holdfire.reading import repo

    lines = []
    for c in repo.claims(connection, report, at):
        who = "{start}:{end}".format(**c.slots["speaker"]) if c.slots["speaker"] else c.anonymity
        said = (
            f"; a person: {c.correction.verdict} {json.dumps(c.correction.changed)}" if c.correction else ""
        )
        confidence = "unmeasured" if c.confidence is None else format(c.confidence, ".2f")
        lines.append(
            f"{report}.{c.n}: {c.kind}, {c.status}, {c.modality}; words {c.start}:{c.end}; speaker {who}"
            f" [{c.rule}, {confidence}]{said}"
        )
    return lines


@click.group("lexicon")
def lexicon() -> None:
    """Check the word lists that claims are read with; measure how well they are read."""


@lexicon.command("check")
@click.argument("files", nargs=-1)
def check(files: tuple[str, ...]) -> None:
    """Check lexicon FILES (default: those of Holdfire), and say what each holds."""
    from holdfire.reading import lexicon as lexicons

    names = files or [str(p) for p in lexicons.shipped()]
    for name in names:
        found = lexicons.load(file_bytes(name), name)
        missing = lexicons.lacking(found)
        tell(
            f"{Path(name).name}: {found.language} version {found.version}, {len(found.frames)} frames,"
            f" {len(found.kinds)} kinds" + (f"; nothing for {', '.join(missing)}" if missing else "")
        )


@lexicon.command("measure")
@click.argument("gold")
@click.option("--gazetteer", help="The places of the gold.")
@click.option("--write", is_flag=True, help="Keep the confidences in the package.")
def measure(gold: str, gazetteer: str | None, write: bool) -> None:
    """Measure reading on the files of GOLD, a folder: each half and language, and each family's confidence."""
    from holdfire.reading import confidence, scoring

    documents = read_gold(Path(gold), _finder(gazetteer))
    for half in ("dev", "test"):
        tell(f"{half}: {_row(scoring.score(d for d in documents if d[0].half == half))}")
        for lang in sorted({d.lang for d, _ in documents}):
            made = scoring.score(d for d in documents if d[0].half == half and d[0].lang == lang)
            tell(f"  {lang}: {_row(made)}")
    found = scoring.confidences(scoring.score(documents))
    for family, bound in found.items():
        tell(f"{family}: {'unmeasured' if bound is None else format(bound, '.3f')}")
    if write:
        (Path(confidence.__file__).parent / confidence.FILE).write_text(
            json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )


def read_gold(folder: Path, find: Finder) -> list[tuple[GoldDocument, tuple[Claim, ...]]]:
    """Read every document of a folder's gold."""
    from holdfire.reading import gold
    from holdfire.reading.claims import claims

    return [
        (d, claims(d.text, d.lang, dt.date.fromisoformat(d.published), find))
        for path in sorted(folder.glob("*.yaml"))
        for d in gold.load(path)
    ]


def _row(made: Score) -> str:
    from holdfire.reading.scoring import ALL

    slots = ", ".join(f"{name} {made.share(name):.2f}" for name in (*ALL, "coarse", "all"))
    doubt = f"denied {made.recall('denied'):.2f}, unconfirmed {made.recall('unconfirmed'):.2f}"
    return f"{made.claims} claims, {made.found} found, {made.extra} extra; {slots}; {doubt}"
