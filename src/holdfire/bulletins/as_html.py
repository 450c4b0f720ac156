"""A document as one page of HTML that needs no other file: the same document gives the same bytes."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache
from markupsafe import Markup

from holdfire.bulletins.bars import bars
from holdfire.bulletins.document import EXERCISE, ground_words
from holdfire.bulletins.runs import BREAKS, Voice, balanced
from holdfire.i18n import environment

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

    from holdfire.bulletins.document import Cell, Document
    from holdfire.bulletins.runs import Run

TEMPLATES = Path(__file__).parent / "templates"


class Compiled(BytecodeCache):
    """Templates compiled in this process, for any language: no constant of theirs is put into words."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take one that is known."""
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one."""
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def html(document: Document, locale: str = "en") -> bytes:
    """Set a document as a page; data that could turn its neighbours stands in `<bdi>`."""
    voice = Voice(locale)
    env = environment(TEMPLATES, locale)
    env.bytecode_cache = COMPILED
    env.filters["set"] = lambda text: _set(voice, text)
    env.filters["words"] = voice.plain
    env.filters["bars"] = lambda table: list(bars(voice, table))
    env.filters["kind"] = lambda block: type(block).__name__
    style = (TEMPLATES / "document.css").read_text()
    template = env.get_template("document.html")
    ground = list(ground_words(document.ground))
    return template.render(document=document, ground=ground, exercise=EXERCISE, style=style).encode()


def _set(voice: Voice, text: Cell) -> Markup:
    return Markup("".join(_run(voice, run) for run in voice.runs(text)))  # noqa: S704 - each run is escaped


def _run(voice: Voice, run: Run) -> str:
    if run.data and (voice.turns(run.text) or BREAKS.search(run.text)):
        words = f"<bdi>{escape(''.join(map(balanced, BREAKS.split(run.text))))}</bdi>"
    else:
        words = escape(run.text)
    return f'<a href="{escape(run.url)}" rel="noreferrer">{words}</a>' if run.url else words
