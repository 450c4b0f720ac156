"""From the bytes of a page, or of pasted text, to an article's words."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfire.errors import BadInput
from holdfire.reading.datelines import AGENCIES, agency_of, credit, dateline
from holdfire.reading.lines import Removed, clean, is_caption, publisher_of
from holdfire.reading.published import in_words
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfire.reading.page import Page

HTML = frozenset({"text/html", "application/xhtml+xml"})
TEXT = "text/plain"
LARGEST = 5_000_000
"""Bytes of a page or text that are read; news pages have a few hundred thousand."""

_ENDS_SENTENCE = re.compile(r"[.!?؟…۔][\"”’»)]?$")


@dataclass(frozen=True, slots=True)
class Article:
    """An article's words, one paragraph a line, and what its page says of it; what is unknown is empty.

    `published` is an ISO date, `published_from` where it was found: `json-ld`, `meta`, `time`, `address` or `line`.
    `agency` is the news agency that a dateline or credit names, `publisher` the outlet that the page says it is.
    `offsets` pairs where each line of `words` begins in them with where it begins in the decoded input, None where
    it does not stand there letter for letter. `removed` has every line that is in none of the other fields, with the
    reason; `reason` says why there are no words, where there are none.
    """

    title: str
    words: str
    byline: str
    published: str
    publisher: str
    removed: tuple[Removed, ...]
    agency: str = ""
    published_from: str = ""
    captions: tuple[str, ...] = ()
    offsets: tuple[tuple[int, int | None], ...] = ()
    reason: str = ""


def article(data: bytes, media_type: str) -> Article:
    """Read a page (`text/html`, `application/xhtml+xml`) or pasted text (`text/plain`, UTF-8).

    Raises BadInput `article-media-type` for another type, `article-too-large` above `LARGEST`, `article-not-utf-8`
    for text in another encoding, `article-not-text` for bytes that are no text; Unavailable `extra-missing` for a page
    where the extra `read` is not installed.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in HTML | {TEXT}:
        raise BadInput(
            "article-media-type",
            say("an article cannot be read from {media_type}", media_type=media_type),
            hint=say("give text/html or text/plain"),
        )
    if len(data) > LARGEST:
        words = say("it has {size} bytes, and at most {most} are read", size=len(data), most=LARGEST)
        raise BadInput("article-too-large", words, hint=say("cut the article out of it"))
    if not data.strip():
        return Article("", "", "", "", "", (), reason="empty")
    return _from_page(data) if kind in HTML else _from_text(data)


def decode(data: bytes) -> str:
    """Decode UTF-8; BadInput `article-not-utf-8`, or `article-not-text` where NUL bytes stand in it."""
    if b"\x00" in data:
        raise BadInput("article-not-text", say("it is no text"), hint=say("give a page or a text file"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "article-not-utf-8", say("the text is not UTF-8"), hint=say("save it again as UTF-8")
        ) from error


def _from_text(data: bytes) -> Article:
    """Clean pasted text; its title is the headline above the first sentence, if there is one."""
    text = decode(data)
    kept, removed = clean(text.splitlines())
    title, labels, body = _headed(kept)
    body, notes, said = _credits(body)
    over, _, told = _credits(labels)
    published, line = _dated([*labels, *body[:2]])
    labels = [each for each in over if each != line]
    return _made(
        raw=text,
        title=title,
        body=[each for each in body if each != line],
        removed=(
            *(Removed(each, "date line") for each in [line] if line),
            *(Removed(each, "label above the text") for each in labels),
            *removed,
            *notes,
        ),
        byline=told.byline or said.byline,
        agency=told.agency or said.agency,
        published=(published, "line" if published else ""),
        publisher=publisher_of(r.line for r in removed),
        captions=(),
    )


@dataclass(slots=True)
class _Said:
    byline: str = ""
    agency: str = ""


def _credits(lines: list[str]) -> tuple[list[str], list[Removed], _Said]:
    """Take out the lines that only say whose words these are: "By ...", "This story is by ...", an agency's name."""
    kept, removed, said = [], [], _Said()
    for line in lines:
        found = credit(line)
        if found is None:
            kept.append(line)
            continue
        removed.append(Removed(line, "credit line"))
        said.byline = said.byline or found
        said.agency = said.agency or agency_of(found)
    return kept, removed, said


def _dated(lines: Iterable[str]) -> tuple[str, str]:
    """Find a line that is nothing but the date of publication: (ISO date, the line)."""
    for line in lines:
        day = in_words(line)
        if day:
            return day, line
    return "", ""


def _headed(kept: list[str]) -> tuple[str, list[str], list[str]]:
    """Return title, labels and text.

    Above the first line that ends a sentence, the one line of four words or more is the title, and lines of
    up to three words without a digit are labels, as are dates. With none or two such long lines there is no title, and
    all is text.
    """
    first = next((n for n, line in enumerate(kept) if _ENDS_SENTENCE.search(line) and not credit(line)), 0)
    head = [line for line in kept[:first] if not in_words(line)]
    long = [line for line in head if len(line.split()) > 3 and not credit(line)]
    if len(long) != 1:
        return "", [], kept
    labels = [
        line for line in kept[:first] if line != long[0] and (in_words(line) or not re.search(r"\d", line))
    ]
    return long[0], labels, [line for line in kept if line != long[0] and line not in labels]


def _from_page(data: bytes) -> Article:
    """Let trafilatura find the article, clean its lines, and keep what it left out."""
    from holdfire.reading.page import read

    page = read(data)
    kept, removed = clean(page.lines)
    kept, notes, said = _credits([line for line in kept if line != page.title])
    taken = {*page.captions, page.title}
    return _made(
        raw=page.raw,
        title=page.title,
        body=[line for line in kept if line not in page.captions],
        removed=(*removed, *notes, *_outside(page, kept, [*removed, *notes], taken)),
        byline=page.byline or said.byline,
        agency=said.agency or agency_of(page.byline),
        published=(page.published, page.published_from),
        publisher=page.publisher,
        captions=page.captions,
    )


def _outside(page: Page, kept: list[str], removed: list[Removed], taken: set[str]) -> Iterable[Removed]:
    said = " ".join([page.title, *kept, *(r.line for r in removed)])
    return (
        Removed(run, "caption" if run in page.captions else "outside the article")
        for run in page.runs
        if run not in said and (run in page.captions or run not in taken)
    )


def _made(
    *,
    raw: str,
    title: str,
    body: list[str],
    removed: tuple[Removed, ...],
    byline: str,
    agency: str,
    published: tuple[str, str],
    publisher: str,
    captions: tuple[str, ...],
) -> Article:
    filed = next(filter(None, map(dateline, body[:2])), None)
    words = "\n".join(body)
    also = [r.line for r in removed if r.reason == "caption" and is_caption(r.line)]
    return Article(
        title=title,
        words=words,
        byline=byline,
        published=published[0],
        publisher="" if publisher in AGENCIES and publisher == agency else publisher,
        removed=removed,
        agency=agency or (filed.agency if filed else ""),
        published_from=published[1],
        captions=tuple(dict.fromkeys((*captions, *also))),
        offsets=_offsets(raw, body),
        reason="" if words else "nothing but furniture" if removed else "no words",
    )


def _offsets(raw: str, body: list[str]) -> tuple[tuple[int, int | None], ...]:
    found: list[tuple[int, int | None]] = []
    clean_at = raw_at = 0
    for line in body:
        at = raw.find(line[:60], raw_at)
        found.append((clean_at, at if at >= 0 else None))
        raw_at = at + 1 if at >= 0 else raw_at
        clean_at += len(line) + 1
    return tuple(found)
