"""A document as a Word file (extra `word`), to be edited, signed or filled in: the same document, the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

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
from holdfire.bulletins.letters import widths
from holdfire.bulletins.runs import Voice
from holdfire.bulletins.zips import repeatable
from holdfire.errors import Unavailable
from holdfire.words import say

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.text.paragraph import Paragraph as Made

    from holdfire.bulletins.document import Block, Cell, Document
    from holdfire.bulletins.word import Place

UNDATED = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "Caption")


def docx(document: Document, locale: str = "en") -> bytes:
    """Set a document as Office Open XML; Unavailable `extra-missing`.

    In a language from right to left paragraphs carry `w:bidi`, tables `w:bidiVisual` and runs `w:rtl`
    (ECMA-376-1, 17.3.1.6, 17.4.1, 17.3.2.30).
    """
    try:
        import docx as word
    except ImportError as error:
        hint = say("pip install 'holdfire[word]'")
        raise Unavailable(
            "extra-missing", say("writing Word files needs the extra word"), hint=hint
        ) from error
    setter = _Setter(word.Document(), Voice(locale))
    setter.frame(document)
    for block in document.blocks:
        setter.block(block)
    setter.properties(document)
    out = io.BytesIO()
    setter.file.save(out)
    return repeatable(out.getvalue())


class _Setter:
    """Sets blocks into an open file, in one language."""

    def __init__(self, file: File, voice: Voice) -> None:
        from holdfire.bulletins import word

        self.file, self.voice, self.word = file, voice, word
        for name in STYLES:
            word.use_font(file.styles[name])
        word.small_print(file.styles["Caption"])

    def frame(self, document: Document) -> None:
        """Set title and ground; the exercise mark above every page, the cut-off and page number below."""
        ground = list(ground_words(document.ground))
        section = self.word.a4(self.file.sections[0])
        if document.exercise:
            self.word.write(section.header.paragraphs[0], self.voice, EXERCISE, strong=True)
        if document.mark:
            head = section.header.add_paragraph() if document.exercise else section.header.paragraphs[0]
            self.word.write(head, self.voice, document.mark, strong=True)
        self.paragraph(document.title, "Title")
        for words in ground:
            self.paragraph(words, "Caption")
        foot = section.footer.paragraphs[0]
        self.word.turn(foot, self.voice)
        for words in ground[:1]:
            self.word.write(foot, self.voice, words)
            foot.add_run("   ")
        self.word.page_number(foot)

    def properties(self, document: Document) -> None:
        """Fix who and when: nobody, at the cut-off."""
        when = (document.ground and document.ground.cutoff) or UNDATED
        core = self.file.core_properties
        core.title, core.author, core.last_modified_by = self.voice.bare(document.title)[:255], "", ""
        core.created = core.modified = when.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        core.comments, core.revision, core.language = "", 1, self.voice.locale.replace("_", "-")

    def block(self, block: Block) -> None:
        """Set one block."""
        match block:
            case Heading(words, level):
                self.paragraph(words, f"Heading {level}")
            case Paragraph(words):
                self.paragraph(words)
            case Note(words, kind):
                self.paragraph(words, "Caption" if kind == "ground" else "Normal", strong=kind == "warning")
            case List(items, numbered):
                for n, item in enumerate(items, 1):
                    self.item(f"{self.voice.plain(n)}." if numbered else "•", item)
            case Pairs(rows):
                self.pairs(rows)
            case Table():
                self.table(block)
            case Sign(lines):
                for line in lines:
                    self.sign(line)
            case Blank(label, lines):
                self.paragraph(label)
                self.word.box(self.file, self.voice, lines)
            case PageBreak():
                self.file.add_paragraph().add_run().add_break(self.word.PAGE)

    def paragraph(self, cell: Cell, style: str = "Normal", *, strong: bool = False) -> Made:
        """Set a paragraph."""
        made = self.file.add_paragraph(style=style)
        self.word.write(made, self.voice, cell, strong=strong)
        return made

    def item(self, mark: str, cell: Cell) -> None:
        """Set an item of a list behind its mark."""
        made = self.file.add_paragraph()
        self.word.hang(made)
        self.word.write(made, self.voice, mark)
        made.add_run("\t")
        self.word.write(made, self.voice, cell)

    def sign(self, cell: Cell) -> None:
        """Set a line to be signed on, with who signs there below it."""
        made = self.paragraph(cell)
        self.word.line_above(made)

    def pairs(self, rows: tuple[tuple[Cell, Cell], ...]) -> None:
        """Set labels and values as two columns without lines."""
        places = [((label, True, False, None), (value, False, False, None)) for label, value in rows]
        self.word.grid(self.file, self.voice, places, (28, 56), lines=False)

    def table(self, table: Table) -> None:
        """Set a table; its head comes again on each page."""
        if table.caption:
            self.paragraph(table.caption, "Caption")
        ends = [c.numeric for c in table.columns]
        rows: list[list[Place]] = [[(c.name, True, c.numeric, c.unit or None) for c in table.columns]]
        for i, row in enumerate((*table.rows, *table.foot)):
            strong = i >= len(table.rows)
            rows.append([(cell, strong or j == 0, ends[j], None) for j, cell in enumerate(row)])
        self.word.grid(self.file, self.voice, rows, widths(self.voice, table, self.word.ROOM), lines=True)
