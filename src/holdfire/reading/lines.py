"""Tells an article's lines from the furniture of the page it was copied from. Pure."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable


class Removed(NamedTuple):
    """A line that is not the article's words, and why it was taken out."""

    line: str
    reason: str


_ADVERTISEMENT = r"advertisements?|sponsored|إعلان|اعلان|реклама|reklam|آگهی"
_SPEED = (
    r"select voice|choose your listening speed|listen( to this (article|story))?"
    r"|get through articles .{1,20}faster|\d(\.\d+)?x|\d+ wpm|slow|average|fast|normal|play|pause"
    r"|\d+:\d\d( ?/ ?\d+:\d\d)?|استمع( إلى المقال)?|прослушать( новость)?|haberi dinle|dinle"
)
_TIME = (
    r"reading time ?:? ?\d+ ?min(ute)?s?|\d+[ -]min(ute)?s? read"
    r"|(مدة|زمن|وقت) القراءة ?:? ?\d+ ?(دقيقة|دقائق)|زمان مطالعه ?:? ?\d+ ?دقیقه"
    r"|время чтения ?:? ?\d+ ?мин\w*\.?|okuma süresi ?:? ?\d+ ?(dk|dakika)\.?"
)
_SHARE = (
    r"(share|tweet|print|copy link|email|save)|share (this|on|via) .{1,30}|share this|follow us( on .{1,30})?"
    r"|facebook|twitter|whatsapp|telegram|شارك|مشاركة|поделиться|paylaş|اشتراک‌گذاری"
)
_MORE = (
    r"(read more|see also|related|اقرأ أيضا|اقرأ أيضًا|читайте также|ayrıca okuyun|بیشتر بخوانید)"
    r"( ?[:…]|\.\.\.).{0,150}|(read more|read full article|related (articles|stories))"
)
_NOTICE = r"why you can trust .{1,30}|.{0,30}all rights reserved\.?"
WHOLE_LINE = {
    reason: re.compile(pattern, re.IGNORECASE)
    for reason, pattern in {
        "advertisement": _ADVERTISEMENT,
        "voice or speed control": _SPEED,
        "reading time": _TIME,
        "share line": _SHARE,
        "link to another article": _MORE,
        "publisher's notice": _NOTICE,
    }.items()
}
_CAPTION = re.compile(
    r"[.!?»”\"] (photo|image|picture|фото|fotoğraf|تصوير|الصورة|عکس) ?: ?.{1,60}$", re.IGNORECASE
)


def clean(lines: Iterable[str]) -> tuple[list[str], list[Removed]]:
    """Part lines into the article's and those removed; blank ones vanish from both, order is kept.

    A line goes if the whole of it is an advertisement mark, a voice or speed control, a reading time, a
    share line, a link to another article or a publisher's notice (English, Arabic, Russian, Turkish,
    Persian); if it ends in a photo credit; or if the same line stood before.
    """
    kept: dict[str, None] = {}
    removed: list[Removed] = []
    for line in filter(None, map(str.strip, lines)):
        reason = _why(line, kept)
        if reason:
            removed.append(Removed(line, reason))
        else:
            kept[line] = None
    return list(kept), removed


def _why(line: str, kept: Container[str]) -> str:
    """Return the reason to remove a line, or empty."""
    for reason, pattern in WHOLE_LINE.items():
        if pattern.fullmatch(line):
            return reason
    if _CAPTION.search(line):
        return "caption"
    return "repeated" if line in kept else ""
