"""A file's bytes, read through to its claims: article, language, claims, and all of it as plain data. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from holdfire.reading import confidence, placing
from holdfire.reading.article import Article, article
from holdfire.reading.claims import RULES, claims
from holdfire.reading.language import guess
from holdfire.reading.lexicon import LANGUAGES, lexicon
from holdfire.reading.positions import proposals
from holdfire.reading.script import of_text

if TYPE_CHECKING:
    from holdfire.reading.model import Claim, Finder, People, Slot, Span, When

MEDIA = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".txt": "text/plain",
    ".md": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Read:
    """What was read out of a file: the article, its language, and the claims in its words."""

    article: Article
    language: str
    published: dt.date | None
    claims: tuple[Claim, ...]


def media_type(name: str, data: bytes) -> str:
    """Guess from a file's name, else from its first bytes, whether it is a page or text."""
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix in MEDIA:
        return MEDIA[suffix]
    head = data[:2000].lstrip().lower()
    return (
        "text/html"
        if head.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body"))
        else "text/plain"
    )


def read(
    data: bytes,
    media: str,
    *,
    published: dt.date | None = None,
    language: str = "",
    finder: Finder = placing.surface,
) -> Read:
    """Read a page or text to its claims; `published` and `language` are used where the page does not say.

    Errors are those of `article`.
    """
    found = article(data, media)
    spoken = language or guess(found.words) or guess(f"{found.title}\n{found.words}") or of_text(found.words)
    day = dt.date.fromisoformat(found.published) if found.published else published
    return Read(found, spoken, day, claims(found.words, spoken, day, finder))


def described(read: Read) -> dict[str, Any]:
    """Write it as plain data for JSON: every slot has its words, its span in `article.text`, and its rule."""
    a, lexicon_version = read.article, version(read.language)
    return {
        "article": {
            "title": a.title,
            "text": a.words,
            "captions": list(a.captions),
            "byline": a.byline,
            "agency": a.agency,
            "publisher": a.publisher,
            "published": a.published,
            "published_from": a.published_from,
            "language": read.language,
            "offsets": [{"text": c, "raw": r} for c, r in a.offsets],
            "reason": a.reason,
        },
        "removed": [{"line": r.line, "reason": r.reason} for r in a.removed],
        "claims": [_claim(c, a.words) for c in read.claims],
        "positions": [
            {
                "claim": p.n,
                "stance": p.stance,
                "actor": _span(p.actor, a.words) if p.actor else None,
                "own_mouth": p.own_mouth,
            }
            for p in proposals(a.words, read.claims)
        ],
        "review": _review(read),
        "rules": f"{RULES}/{lexicon_version}" if lexicon_version else "",
    }


SLOTS = (
    *("speaker", "role", "cue", "trigger", "perpetrator", "target", "status_slot"),
    *("via", "killed", "wounded", "when", "place"),
)
"""The slots of a claim that stand in words."""


def version(language: str) -> str:
    """Name the lexicon of a language with its version; empty where there is none."""
    words = lexicon(language)
    return f"{words.language}-{words.version}" if words else ""


def kept(c: Claim) -> dict[str, Any]:
    """Write a claim as a run's output keeps it: spans and rules, and none of the report's words."""
    slots: dict[str, Any] = {name: _kept(getattr(c, name)) for name in ("speaker", "role", "cue", "trigger")}
    slots |= {name: _kept(getattr(c, name)) for name in ("perpetrator", "target", "status_slot")}
    slots["via"] = [_kept(v) for v in c.via]
    for name, people in (("killed", c.killed), ("wounded", c.wounded)):
        slots[name] = {**_counted(people), **_at(people.span, people.rule)} if people else None
    slots["when"] = {**_days(c.when), **_at(c.when.span, c.when.rule)} if c.when else None
    slots["place"] = {**_at(c.place.span, c.place.rule), "name": c.place.name} if c.place else None
    return {
        "n": c.n,
        "content": list(c.content),
        "anonymity": c.anonymity,
        "direct": c.direct,
        "kind": c.kind,
        "coarse": c.coarse,
        "modality": c.modality,
        "status": c.status,
        "answers": c.answers,
        "family": c.family,
        "rule": c.rule,
        **slots,
    }


def _kept(slot: Slot | None) -> dict[str, Any] | None:
    return _at(slot.span, slot.rule) if slot else None


def _at(span: Span, rule: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "rule": rule}


def _counted(people: People) -> dict[str, Any]:
    return {"low": people.low, "best": people.best, "high": people.high}


def _review(read: Read) -> str:
    """Say why a person has to read it, if one has."""
    if not read.article.words:
        return read.article.reason
    return "" if read.language in LANGUAGES else "a language that no lexicon is for"


def _claim(c: Claim, text: str) -> dict[str, Any]:
    slots = {
        name: _slot(getattr(c, name), text)
        for name in ("speaker", "role", "cue", "trigger", "perpetrator", "target", "status_slot")
    }
    return {
        "n": c.n,
        "content": _span(c.content, text),
        **slots,
        "anonymity": c.anonymity,
        "via": [_slot(v, text) for v in c.via],
        "direct": c.direct,
        "kind": c.kind,
        "class": c.coarse,
        "modality": c.modality,
        "status": c.status,
        "answers": c.answers,
        "killed": _people(c.killed, text),
        "wounded": _people(c.wounded, text),
        "when": _when(c.when, text),
        "place": {**_span(c.place.span, text), "rule": c.place.rule, "name": c.place.name}
        if c.place
        else None,
        "rule": c.rule,
        "confidence": confidence.of(c.family),
    }


def _span(span: Span, text: str) -> dict[str, Any]:
    return {"text": text[span.start : span.end], "start": span.start, "end": span.end}


def _slot(slot: Slot | None, text: str) -> dict[str, Any] | None:
    return {**_span(slot.span, text), "rule": slot.rule} if slot else None


def _people(people: People | None, text: str) -> dict[str, Any] | None:
    if people is None:
        return None
    return {**_counted(people), **_span(people.span, text), "rule": people.rule}


def _when(when: When | None, text: str) -> dict[str, Any] | None:
    if when is None:
        return None
    return {**_days(when), **_span(when.span, text), "rule": when.rule}


def _days(when: When) -> dict[str, Any]:
    return {
        "first": when.first.isoformat(),
        "last": when.last.isoformat(),
        "grain": when.grain,
        "anchor": when.anchor.isoformat() if when.anchor else None,
    }
