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


_ADVERTISEMENT = (
    r"advertisements?|advertising|sponsored( content)?|promoted( content)?|ad"
    r"|إعلان|اعلان|реклама|reklam|آگهی|تبلیغات"
)
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
_NOTICE = (
    r"why you can trust .{1,30}|.{0,60}all rights reserved\.?|(copyright|©|\(c\)).{1,80}|все права защищены.{0,60}"
    r"|جميع الحقوق محفوظة.{0,60}|تمامی حقوق .{1,60}محفوظ.{0,30}|tüm hakları saklıdır.{0,60}"
)
_PROMPT = (
    r"(sign up|subscribe|log in|register) (to|for|now|here|today)\b.{0,120}|newsletter( sign-?up)?"
    r"|(accept|manage) (all )?cookies.{0,60}|we use cookies.{0,200}|skip to (main )?content"
    r"|story continues below.{0,40}|continue reading.{0,40}|(view|leave a|post a|\d+) comments?"
    r"|loading\.{0,3}|back to top|download (our|the) app.{0,60}"
    r"|(most (read|popular)|trending( now)?|recommended( for you)?|more (on|from) .{1,60})|tags?: .{1,120}"
    r"|подписывайтесь.{0,120}|подпишитесь.{0,120}|اشترك .{0,80}|تابعنا .{0,80}|abone ol.{0,80}|bizi takip edin.{0,60}"
)
WHOLE_LINE = {
    reason: re.compile(pattern, re.IGNORECASE)
    for reason, pattern in {
        "advertisement": _ADVERTISEMENT,
        "voice or speed control": rf"(?:{_SPEED})(?:[\s|·]+(?:{_SPEED}))*",
        "reading time": _TIME,
        "share line": _SHARE,
        "link to another article": _MORE,
        "publisher's notice": _NOTICE,
        "prompt to the reader": _PROMPT,
    }.items()
}
_TRUSTED = re.compile(
    r"why you can trust (?P<a>.{1,30})|(?:copyright|©|\(c\))\s*(?:\d{4})?\s*(?P<b>[^.,|]{2,40}?)(?:[.,|].*)?$"
    r"|(?P<c>[^.,|©\d]{2,40}?)[.,]? all rights reserved\.?",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"[.!?»”\"] (photo|image|picture|фото|fotoğraf|تصوير|الصورة|عکس) ?: ?.{1,60}$", re.IGNORECASE
)


def is_caption(line: str) -> bool:
    """Whether a line ends in a photographer's credit."""
    return bool(_CAPTION.search(line))


def publisher_of(notices: Iterable[str]) -> str:
    """Give the outlet that the notices of a page name; empty if none does."""
    for line in notices:
        m = _TRUSTED.fullmatch(line.strip())
        if m:
            return (m["a"] or m["b"] or m["c"]).strip(" .")
    return ""


def clean(lines: Iterable[str]) -> tuple[list[str], list[Removed]]:
    """Part lines into the article's and those removed; blank ones vanish from both, order is kept.

    A line goes if the whole of it is an advertisement mark, a voice or speed control, a reading time, a
    share line, a link to another article, a publisher's notice or a prompt to the reader (English, Arabic,
    Russian, Turkish, Persian); if it ends in a photo credit; or if the same line stood before.
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
