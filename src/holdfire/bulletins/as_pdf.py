"""A document as PDF, set by typst (extra `pdf`): the same document gives the same bytes, with no system font."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from holdfire import i18n
from holdfire.bulletins.document import (
    EXERCISE,
    Blank,
    Heading,
    List,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Sign,
    Table,
    ground_words,
)
from holdfire.bulletins.runs import Voice
from holdfire.errors import Unavailable
from holdfire.words import say

if TYPE_CHECKING:
    from holdfire.bulletins.document import Block, Cell, Document

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATE = HERE / "templates" / "document.typ"
Json = dict[str, Any]


def pdf(document: Document, locale: str = "en") -> bytes:
    """Set a document on A4; Unavailable `extra-missing`.

    Nothing of the document is read as markup: it reaches the template as JSON beside the template, and all in it
    are strings. The file's time is the cut-off, so that the bytes repeat.
    """
    return _compile(document, locale, "pdf")[0]


def pictures(document: Document, locale: str = "en", ppi: int = 100) -> list[bytes]:
    """Set a document as PNG, one picture a page, to look at; Unavailable `extra-missing`."""
    return _compile(document, locale, "png", ppi)


def _compile(document: Document, locale: str, form: Literal["pdf", "png"], ppi: int = 100) -> list[bytes]:
    try:
        import typst
    except ImportError as error:
        hint = say("pip install 'holdfire[pdf]'")
        raise Unavailable("extra-missing", say("writing PDF needs the extra pdf"), hint=hint) from error
    cutoff = document.ground.cutoff if document.ground else None
    made: bytes | list[bytes] = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format=form,
        ppi=ppi,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        timestamp=int(cutoff.timestamp()) if cutoff else 0,
        sys_inputs={"document": json.dumps(_document(document, locale))},
    )
    return made if isinstance(made, list) else [made]


def _document(document: Document, locale: str) -> Json:
    voice = Voice(locale)
    language, _, region = locale.partition("_")
    pages = voice.runs(say("Page {page} of {pages}", page="{page}", pages="{pages}"))
    return {
        "name": voice.plain(document.title),
        "title": _runs(voice, document.title),
        "lang": language,
        "region": region or None,
        "rtl": voice.rtl,
        "numbering": i18n.digits("1", locale),
        "exercise": _runs(voice, EXERCISE) if document.exercise else [],
        "mark": _runs(voice, document.mark),
        "ground": [_runs(voice, words) for words in ground_words(document.ground)],
        "page": [{"text": r.text} for r in pages],
        "blocks": [{"kind": type(b).__name__, **_block(voice, b)} for b in document.blocks],
    }


def _block(voice: Voice, block: Block) -> Json:
    out: Json = {}
    match block:
        case Heading(words, level):
            out = {"text": _runs(voice, words), "level": level}
        case Paragraph(words):
            out = {"text": _runs(voice, words)}
        case Note(words, kind):
            out = {"text": _runs(voice, words), "warning": kind == "warning"}
        case List(items, numbered):
            out = {"items": [_runs(voice, i) for i in items], "numbered": numbered}
        case Pairs(rows):
            out = {"rows": _rows(voice, rows)}
        case Table():
            out = _table(voice, block)
        case Sign(lines):
            out = {"lines": [_runs(voice, line) for line in lines]}
        case Blank(label, lines):
            out = {"label": _runs(voice, label), "lines": lines}
        case PageBreak():
            pass
    return out


def _table(voice: Voice, table: Table) -> Json:
    return {
        "caption": _runs(voice, table.caption),
        "columns": [
            {"name": _runs(voice, c.name), "unit": _runs(voice, c.unit), "numeric": c.numeric}
            for c in table.columns
        ],
        "rows": _rows(voice, table.rows),
        "foot": _rows(voice, table.foot),
    }


def _rows(voice: Voice, rows: tuple[tuple[Cell, ...], ...]) -> list[list[list[Json]]]:
    return [[_runs(voice, cell) for cell in row] for row in rows]


def _runs(voice: Voice, cell: Cell) -> list[Json]:
    """Put a text into runs, as few as can be: each costs the setting of one more."""
    said = [r._replace(text=voice.isolated(r.text) if r.data else r.text) for r in voice.runs(cell)]
    return [
        {"text": "".join(r.text for r in alike), "url": url}
        for url, alike in groupby(said, key=lambda r: r.url)
    ]
