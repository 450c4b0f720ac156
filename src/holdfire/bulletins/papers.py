"""The files of a letter or paper, by format: the same paper gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins import as_docx, as_html, as_pdf, as_text
from holdfire.bulletins.runs import Voice
from holdfire.bulletins.short import Short, short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from holdfire.bulletins.document import Document
    from holdfire.words import Words


def _text(document: Document, locale: str) -> bytes:
    return as_text.text(document, locale).encode()


FORMATS: Mapping[str, Callable[[Document, str], bytes]] = {
    "html": as_html.html,
    "pdf": as_pdf.pdf,
    "docx": as_docx.docx,
    "txt": _text,
}
MESSAGES = 3
"""How many SMS one paper may take."""


def sms(sentences: Iterable[Words], locale: str, limit: int = MESSAGES) -> Short:
    """Say a paper in as many whole sentences as `limit` messages hold; BadInput `short-too-long`."""
    voice = Voice(locale)
    return short(" ".join(voice.plain(words) for words in sentences), limit)
