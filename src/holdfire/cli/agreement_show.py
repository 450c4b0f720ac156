"""The command `agreement show`: how the texts, positions, talks and conditions stand on a day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from holdfire.cli import tell
from holdfire.cli.options import at_option, demand_size, file_bytes, parse_day
from holdfire.errors import BadInput
from holdfire.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from holdfire.agreement.conditions import Ground, Result
    from holdfire.agreement.counting import Facts
    from holdfire.agreement.model import Agreement, Instrument, Meeting, Position, Presentation
    from holdfire.agreement.positions import Timeline

PARTS = ("texts", "positions", "talks", "conditions", "calendar")


@click.command("show")
@click.argument("file_or_book")
@click.option(
    "--date", "day_text", metavar="DAY", help="As on this day (default: the last with anything known)."
)
@at_option
@click.option("--part", "wanted", multiple=True, type=click.Choice(PARTS), help="Only this; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(
    file_or_book: str, day_text: str | None, at: int | None, wanted: Sequence[str], *, as_json: bool
) -> None:
    """Show how everything stands on a day: texts and how they reached whom, positions, talks, conditions, dates.

    Conditions that count incidents need a book; from a file alone they are unknown.
    """
    from holdfire.agreement.conditions import Ground

    agreement, facts = _read(file_or_book, at)
    day = parse_day(day_text) if day_text else _last(agreement, facts)
    seen = view(Ground(agreement, day, facts), wanted or PARTS)
    if as_json:
        tell(json.dumps(seen, ensure_ascii=False, indent=1))
        return
    for line in _lines(seen):
        tell(line)


def _read(given: str, at: int | None) -> tuple[Agreement, Facts | None]:
    from holdfire.agreement.load import load
    from holdfire.db.engine import is_server

    if is_server(given) or _is_book(Path(given)):
        return _from_book(given, at)
    if at is not None:
        raise BadInput(
            "size-wrong", say("a file has no entries, so there is no cut-off"), hint=say("name a book")
        )
    return load(file_bytes(given), given), None


def _is_book(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _from_book(given: str, at: int | None) -> tuple[Agreement, Facts]:
    from holdfire.agreement import repo
    from holdfire.book import Book
    from holdfire.casework.facts import facts

    with Book(given).reading() as connection:
        demand_size(connection, at)
        agreement = repo.current(connection, at).agreement
        return agreement, facts(connection, agreement, at)


def _last(agreement: Agreement, facts: Facts | None) -> dt.date:
    """Give the last day of which anything is known."""
    from holdfire.agreement.positions import last_said

    days = {last_said(agreement)} | (facts.heard if facts else frozenset())
    last = max((day for day in days if day), default=None)
    if last is None:
        words = say("nothing in it has a day, so there is no last one")
        raise BadInput("day-malformed", words, hint=say("--date DAY"))
    return last


def view(ground: Ground, wanted: Sequence[str]) -> dict[str, Any]:
    """Put what is asked for into plain values: codes as they stand in the file, sentences in English."""
    makers = {
        "texts": _texts,
        "positions": _positions,
        "talks": _talks,
        "conditions": _conditions,
        "calendar": _calendar,
    }
    head = {"agreement": ground.agreement.id, "exercise": ground.agreement.exercise, "day": str(ground.day)}
    return {**head, **{part: makers[part](ground) for part in PARTS if part in wanted}}


def _texts(ground: Ground) -> list[dict[str, Any]]:
    return [_text(ground, instrument) for instrument in ground.agreement.instruments]


def _text(ground: Ground, instrument: Instrument) -> dict[str, Any]:
    from holdfire.agreement.positions import reached, reservations
    from holdfire.agreement.when import state_at

    agreement, day = ground.agreement, ground.day
    return {
        "id": instrument.id,
        "title": instrument.title,
        "kind": instrument.kind,
        "state": state_at(instrument, day),
        "nature": list(instrument.nature),
        "where": list(instrument.where),
        "presented": [_presented(p) for p in instrument.presented if p.day is None or p.day <= day],
        "reached": {r.actor: r.reach for r in reached(agreement, instrument, day)},
        "reservations": [
            {
                "term": r.term.id if r.term else None,
                "clause": r.term.clause if r.term else "",
                "actor": r.actor,
                "since": str(r.made.day),
                "own_mouth": r.made.own_mouth,
                "ended": str(r.ended.day) if r.ended else None,
                "source": list(r.made.source),
            }
            for r in reservations(agreement, instrument.id, day)
        ],
    }


def _presented(shown: Presentation) -> dict[str, Any]:
    return {
        "to": shown.to,
        "by": shown.by,
        "day": str(shown.day) if shown.day else None,
        "words": shown.words,
        "received": shown.receipt.received if shown.receipt else "unknown",
        "source": list(shown.source),
    }


def _positions(ground: Ground) -> list[dict[str, Any]]:
    from holdfire.agreement.positions import timelines

    return [_timeline(line) for line in timelines(ground.agreement, ground.day)]


def _timeline(line: Timeline) -> dict[str, Any]:
    return {
        "instrument": line.instrument,
        "actor": line.actor,
        "stands": line.stands.stance,
        "confirmed": line.stands.own_mouth == "yes",
        "said": [_said(position) for position in line.said],
    }


def _said(position: Position) -> dict[str, Any]:
    return {
        "day": str(position.day),
        "stance": position.stance,
        "own_mouth": position.own_mouth,
        "terms": list(position.terms),
        "note": position.note,
        "source": list(position.source),
    }


def _talks(ground: Ground) -> list[dict[str, Any]]:
    return [_meeting(meeting) for meeting in ground.agreement.talks]


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "title": meeting.title,
        "first_day": str(meeting.first_day),
        "last_day": str(meeting.last_day or meeting.first_day),
        "place": meeting.place,
        "attended": list(meeting.attended),
        "absent": list(meeting.absent),
        "agreed": meeting.agreed,
        "source": list(meeting.source),
    }


def _conditions(ground: Ground) -> list[dict[str, Any]]:
    from holdfire.agreement.conditions import standings

    return [
        {
            "id": standing.condition.id,
            "words": standing.condition.words,
            "subject": standing.condition.subject,
            "by": list(standing.condition.by),
            "set": standing.result is not None,
            "result": _result(standing.result) if standing.result else None,
            "source": list(standing.condition.source),
        }
        for standing in standings(ground)
    ]


def _result(result: Result) -> dict[str, Any]:
    return {"met": result.met, "why": str(result.why), "parts": [_result(part) for part in result.parts]}


def _calendar(ground: Ground) -> list[dict[str, Any]]:
    from holdfire.agreement.dates import calendar

    return [{**d._asdict(), "day": str(d.day)} for d in calendar(ground.agreement)]


def _lines(seen: dict[str, Any]) -> Iterator[str]:
    mark = " (EXERCISE: invented)" if seen["exercise"] else ""
    yield f"{seen['agreement']}{mark}, as on {seen['day']}"
    writers = {
        "texts": _text_lines,
        "positions": _position_lines,
        "talks": _talk_lines,
        "conditions": _condition_lines,
        "calendar": _calendar_lines,
    }
    for part, write in writers.items():
        if part in seen:
            yield f"\n{part}"
            yield from write(seen[part])


def _text_lines(texts: list[dict[str, Any]]) -> Iterator[str]:
    from holdfire.agreement.positions import UNREACHED
    from holdfire.agreement.words import REACHES

    for text in texts:
        nature = f" [{', '.join(text['nature'])}]" if text["nature"] else ""
        yield f"  {text['id']}: {text['kind']}, {text['state']}{nature}"
        for p in text["presented"]:
            by, day = (f" by {p['by']}" if p["by"] else ""), p["day"] or "on a day not known"
            yield f"    presented to {p['to']}{by} {day}; received: {p['received']}"
        for actor, reach in text["reached"].items():
            if reach in UNREACHED:
                yield f"    {actor}: {REACHES[reach]}"
        for r in text["reservations"]:
            ended = f", ended {r['ended']}" if r["ended"] else ""
            yield f"    {r['actor']} reserves on {r['term'] or 'the whole text'} since {r['since']}{ended}"


def _position_lines(lines: list[dict[str, Any]]) -> Iterator[str]:
    from holdfire.agreement.words import OWN_MOUTH

    text = ""
    for line in lines:
        if line["instrument"] != text:
            text = line["instrument"]
            yield f"  {text}"
        for n, said in enumerate(line["said"]):
            actor = line["actor"] if n == 0 else ""
            terms = f" ({', '.join(said['terms'])})" if said["terms"] else ""
            source = f" [{', '.join(said['source'])}]" if said["source"] else ""
            mouth = OWN_MOUTH[said["own_mouth"]]
            yield f"    {actor:<20} {said['day']} {said['stance']}{terms}, {mouth}{source}"


def _talk_lines(talks: list[dict[str, Any]]) -> Iterator[str]:
    for talk in talks:
        last = f" to {talk['last_day']}" if talk["last_day"] != talk["first_day"] else ""
        yield f"  {talk['id']}: {talk['title']}, {talk['first_day']}{last}, {talk['place']}"
        for key in ("attended", "absent"):
            if talk[key]:
                yield f"    {key}: {', '.join(talk[key])}"
        if talk["agreed"]:
            yield f"    agreed: {talk['agreed']}"


def _condition_lines(conditions: list[dict[str, Any]]) -> Iterator[str]:
    for c in conditions:
        state = c["result"]["met"] if c["set"] else "not set on this day"
        by = f", set by {', '.join(c['by'])}" if c["by"] else ""
        yield f"  {c['subject']} / {c['id']}: {state}{by}"
        yield f"    {c['words']}"
        if c["set"]:
            yield from _why(c["result"], "    ")


def _why(result: dict[str, Any], indent: str) -> Iterator[str]:
    yield f"{indent}{result['met']}: {result['why']}"
    for part in result["parts"]:
        yield from _why(part, indent + "  ")


def _calendar_lines(dates: list[dict[str, Any]]) -> Iterator[str]:
    from holdfire.agreement.dates import EVENTS

    for date in dates:
        yield f"  {date['day']}  {date['of']}: {EVENTS[date['event']]}"
