"""A document with every kind of block, and texts that try to be more than text."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from holdfire.bulletins.document import (
    Blank,
    Column,
    Document,
    Ground,
    Heading,
    Line,
    Link,
    List,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Sign,
    Table,
)
from holdfire.words import Name, say

NOON = dt.datetime(2031, 3, 10, 12, 5, tzinfo=dt.UTC)
GROUND = Ground("marenna/1a2b3c4d", 222, "letter-1", NOON, "ab" * 32)
TABLE = Table(
    (
        Column(say("Area"), key="area", meaning=say("the area"), tag="#adm1+name"),
        Column(
            say("Count"),
            numeric=True,
            unit="violations",
            key="value",
            meaning="counted",
            tag="#indicator+num",
        ),
    ),
    (("North", 5), ("دمشق", None), ("South", 0)),
    say("Counts"),
    ((say("All"), 5),),
)
EVERYTHING = Document(
    say("{mechanism}: bulletin of {day}", mechanism="The Marenna truce", day=dt.date(2031, 3, 10)),
    (
        Heading(say("What each side published")),
        Heading(say("On the count of {side}", side=Name.of({"en": "Kellan", "ar": "كيلان"})), 2),
        Paragraph(say("{n} people, at {place}", n=12345, place="تل رفعت")),
        Note(say("Careful."), "warning"),
        Note(say("Coverage: not known.")),
        List((say("first"), "second\nline"), numbered=True),
        List((say("a point"),)),
        Pairs(((say("When"), NOON), (say("How many"), None))),
        TABLE,
        Blank(say("Your answer"), 3),
        Sign((say("For the chair"), "Gen. X")),
        PageBreak(),
        Paragraph(Line((say("See"), Link("the source", "https://example.org/a?b=c&d=e")))),
    ),
    GROUND,
    exercise=True,
)

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></table>",
    "{{ 7*7 }}{% for x in y %} {n} {0} %(n)s",
    '#strong[x] #eval("1+1") $x^2$ = Heading - item _a_ `b` <label> @ref // c /* d */ \\u{41}',
    "=HYPERLINK(1) +1 -2 @SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\uff1d1+1",
    "\u202eevil\u202c",
    "\u2069\u2069out",
    "\u2067\u202dopen",
    "line\none\r\ntwo\u2029three",
    "a\x00b\x07c\ufffe",
    "_x0041_ &amp; &#65;",
    "]]>",
    "תל אביב 12 دمشق",
    "\t tab  and  spaces ",
]
texts = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200f\n#$*_=[]{}<>&\"'\\@-+"),
    ),
    max_size=60,
)


def holding(text: str) -> Document:
    """A document that has a text in every place where data can stand."""
    column = Column(text, unit=text, key=text, meaning=text)
    return Document(
        say("of {text}", text=text),
        (
            Heading(text),
            Paragraph(say("before {text} after", text=text)),
            Note(text, "warning"),
            List((text,), numbered=True),
            Pairs(((text, text),)),
            Table((column, Column("n", numeric=True)), ((text, 1), (text, None)), text, ((text, 2),)),
            Blank(text),
            Sign((text,)),
            Paragraph(Link(text, text)),
        ),
        Ground(text, 7, text, NOON, text),
    )
