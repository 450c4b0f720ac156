"""One request's view of one book: its state at a size, how things are named and addressed, and how a page is set."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from sqlalchemy import Connection

from holdfire.agreement import repo as agreement_repo
from holdfire.agreement.base import named
from holdfire.agreement.model import Agreement
from holdfire.agreement.names import index
from holdfire.agreement.taxonomy import taxonomy
from holdfire.agreement.when import by_id
from holdfire.book import Book
from holdfire.errors import BadInput, Broken, NotFound
from holdfire.i18n import duration_words, environment, moment_words, whole
from holdfire.linking.reasons import words as link_reason
from holdfire.places.reasons import words as place_reason
from holdfire.record import checkpoint
from holdfire.record import repo as record
from holdfire.record.encoding import EPOCH, sha256_hex
from holdfire.record.envelope import parse_payload, unseal
from holdfire.reports.model import Interval
from holdfire.web import show
from holdfire.web.access import Rule
from holdfire.web.tongues import SOURCE, Tongue, tail, tongues
from holdfire.web.visits import Admitted, Visitor, find_book
from holdfire.words import say

TEMPLATES = Path(__file__).parent / "templates"


def templates(locale: str = "en") -> Environment:
    """Make the pages' environment for one language, every template compiled, so that no first visitor waits."""
    env = environment(TEMPLATES, locale)
    env.filters["number"] = lambda value, places=None: show.number(value, locale, places)
    env.filters["month"] = lambda value: show.month(value, locale)
    env.filters["reason"] = link_reason
    env.filters["placed"] = place_reason
    env.filters["pretty"] = show.pretty
    env.filters["degrees"] = show.degrees
    env.filters["day"] = lambda value: show.day_text(value, locale)
    env.filters["moment"] = lambda value: whole(moment_words(value, locale), locale)
    env.filters["duration"] = lambda value: whole(duration_words(value, locale), locale)
    env.globals["tail"] = tail(locale)
    for name in env.list_templates():
        env.get_template(name)
    return env


@dataclass(frozen=True)
class Desk:
    """A book as one request sees it. `size` is the cut-off, `whole` how many entries the log has now."""

    slug: str
    book: Book
    connection: Connection
    size: int
    whole: int
    standing: agreement_repo.Standing
    environment: Environment
    languages: list[Tongue]
    visitor: Visitor

    @property
    def at(self) -> int | None:
        """The size to read at; None for the newest state."""
        return self.size if self.size < self.whole else None

    @property
    def agreement(self) -> Agreement:
        """The agreement that stood at the cut-off."""
        return self.standing.agreement

    @cached_property
    def zone(self) -> ZoneInfo:
        """The mechanism's zone, in which days are counted."""
        return ZoneInfo(self.agreement.timezone)

    @property
    def locale(self) -> str:
        """The language of the page."""
        return str(self.environment.globals["locale"])

    @property
    def log_name(self) -> str:
        """The log's name."""
        return self.book.log

    def may(self, page: str) -> bool:
        """Tell whether the visitor may open a page, named as its route without the book."""
        return self.visitor.rule(f"/{{slug}}/{page}") is not Rule.NO

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of entry 0, by which this record is told from any other."""
        return sha256_hex(self.leaf(0))

    @cached_property
    def cutoff(self) -> int:
        """When the last entry of the cut-off was made, UTC microseconds."""
        return parse_payload(unseal(self.leaf(self.size - 1)).payload).at

    @cached_property
    def root(self) -> str:
        """Root of the tree at the cut-off, hexadecimal; empty where no checkpoint was signed at that size."""
        signed = checkpoint.parse(record.last_checkpoint(self.connection, self.size))
        return signed.root.hex() if signed.size == self.size else ""

    def leaf(self, entry: int) -> bytes:
        """Read an entry's bytes; NotFound `entry-missing` past the cut-off."""
        found = record.leaf(self.connection, entry) if 0 <= entry < self.size else None
        if found is None:
            raise NotFound(
                "entry-missing",
                say("the record has no entry {entry} at this cut-off", entry=str(entry)),
                hint=say("its entries are 0 to {value}", value=self.size - 1),
            )
        return found

    def link(self, path: str = "", **query: object) -> str:
        """Address a page of this book, at the same cut-off and in the same language; empty values are left out."""
        lang = self.locale if self.locale != SOURCE else None
        given = {**query, **({"at": self.at} if "at" not in query else {}), "lang": lang}
        text = urlencode({k.rstrip("_"): v for k, v in given.items() if v not in (None, "")})
        return f"/{quote(self.slug)}/{quote(path)}" + (f"?{text}" if text else "")

    def now(self, path: str) -> str:
        """Address the same page at the newest state."""
        return self.link(path, at=None)

    @cached_property
    def _actors(self) -> Mapping[str, str]:
        return {a.id: self.named(a.names) for a in self.agreement.actors}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every actor and type of act by its id, in the page's language."""
        return {**{code: self.named(t.names) for code, t in taxonomy().items()}, **self._actors}

    @cached_property
    def _areas(self) -> Mapping[str, str]:
        return index(self.agreement.areas)

    @cached_property
    def sources(self) -> Mapping[str, Any]:
        """The agreement's sources by id."""
        return by_id(self.agreement.sources)

    def named(self, names: Mapping[str, str]) -> str:
        """Choose a name in the page's language, else English, else the first."""
        return named(names, self.locale)

    def actor(self, actor_id: str) -> str:
        """Name an actor; whoever the agreement does not know stays as written."""
        return self._actors.get(actor_id, actor_id)

    def area(self, name: str) -> str:
        """Say which area of the agreement a name means: its id; empty if none."""
        return self._areas.get(show.folded(name), "") if name else ""

    def kind_of_act(self, code: str) -> str:
        """Name a type of incident; a code that the taxonomy does not know stays as written."""
        return self.named(taxonomy()[code].names) if code in taxonomy() else code

    @property
    def kinds_of_act(self) -> Mapping[str, str]:
        """Name every type of incident, by its code."""
        return {code: self.named(t.names) for code, t in taxonomy().items()}

    def day(self, micros: int) -> dt.date:
        """Give the day, in the mechanism's zone, of an instant in UTC microseconds."""
        return show.moment(micros, self.zone).date()

    def when(self, interval: Interval | None) -> str:
        """Write an interval of an incident or a claim; empty if it is unknown."""
        return show.interval(interval, self.zone, self.locale) if interval else ""

    def moment(self, micros: int | None) -> str:
        """Write an instant, UTC microseconds, with its zone; empty if it is unknown."""
        return show.moment_text(micros, self.zone, self.locale) if micros is not None else ""

    def span(self, micros: int) -> str:
        """Write a length of time in microseconds, in days, hours and minutes."""
        return whole(duration_words(dt.timedelta(microseconds=max(micros, 0)), self.locale), self.locale)

    def published(self, micros: int | None) -> str:
        """Write when something was published: as a day where no time of the day was given."""
        if micros is None:
            return ""
        at = show.moment(micros, self.zone)
        return show.day_text(at.date(), self.locale) if show.begins_day(at) else self.moment(micros)

    def micros(self, day: dt.date) -> int:
        """Give the first instant of a day of the mechanism's zone, UTC microseconds."""
        return (dt.datetime.combine(day, dt.time(), self.zone) - EPOCH) // dt.timedelta(microseconds=1)

    def render(self, template: str, **context: object) -> HTMLResponse:
        """Set a page."""
        page = self.environment.get_template(template)
        return HTMLResponse(page.render(desk=self, languages=self.languages, **context))


def open_desk(
    request: Request, slug: str, visitor: Admitted, at: int | None = None, lang: str = SOURCE
) -> Iterator[Desk]:
    """Open the book of the address at the size and in the language asked for.

    NotFound `book-missing`, BadInput `size-wrong`, `language-absent`.
    """
    environment = request.app.state.environments.of(lang)
    book = find_book(request, slug)
    with book.reading() as connection:
        whole = record.size(connection)
        if whole == 0:
            raise Broken("log-empty", say("there is no entry 0 in this book"))
        if at is not None and not 1 <= at <= whole:
            raise BadInput(
                "size-wrong",
                say("the log has {whole} entries, so there is no state at {at}", whole=whole, at=at),
                hint=say("1 to {whole}", whole=whole),
            )
        size = whole if at is None else at
        standing = agreement_repo.current(connection, None if size == whole else size)
        yield Desk(slug, book, connection, size, whole, standing, environment, tongues(request), visitor)


OpenDesk = Annotated[Desk, Depends(open_desk)]
