"""Plain text, line by line."""

from __future__ import annotations

from hypothesis import given, settings

from holdfire.bulletins.as_text import WIDTH, text
from holdfire.bulletins.document import Column, Document, Paragraph, Table
from holdfire.bulletins.runs import clean
from papers import EVERYTHING, texts

SET = """\
EXERCISE. Everything here is invented: country, people, events and figures.

The Marenna truce: bulletin of 10 March 2031
============================================

Cut-off: 222 entries of log marenna/1a2b3c4d, the last of them of 10 March
2031, 12:05 UTC.
Method: letter-1.
Root of the record at the cut-off:
abababababababababababababababababababababababababababababababab

What each side published
------------------------

On the count of Kellan

12,345 people, at \u2068تل رفعت\u2069

! Careful.

Coverage: not known.

1. first
2. second
   line

- a point

When: 10 March 2031, 12:05 UTC
How many: –

Counts

Area            Count
         (violations)
-----  --------------
North               5
\u2068دمشق\u2069                –
South               0
All                 5

Your answer
LINE
LINE
LINE


______________________________
For the chair


______________________________
Gen. X

See the source <https://example.org/a?b=c&d=e>
"""


def test_a_document_is_set_line_by_line():
    assert text(EVERYTHING) == SET.replace("LINE", "_" * WIDTH)


def test_a_table_too_wide_for_the_page_becomes_labels_and_values():
    wide = Table(tuple(Column(f"name number {i}") for i in range(9)), (tuple("abcdefghi"), (None,) * 9))
    found = text(Document("t", (wide,)))
    assert "name number 0: a\nname number 1: b\n" in found
    assert found.count("name number 8: –") == 1
    assert all(len(line) <= WIDTH for line in found.splitlines())


@given(texts)
@settings(deadline=None)
def test_any_text_comes_out_as_itself_but_for_breaks_of_lines(words):
    found = text(Document("t", (Paragraph(words), Paragraph("the end"))))
    marks = "\u2068\u2069"
    squeezed = ["".join(x.translate(dict.fromkeys(map(ord, marks))).split()) for x in (clean(words), found)]
    assert squeezed[0] in squeezed[1]
    assert found.endswith("\nthe end\n")
