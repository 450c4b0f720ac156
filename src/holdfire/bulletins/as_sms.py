"""Sentences as a text for radio and SMS: as many whole ones as the messages hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.bulletins.runs import Voice
from holdfire.bulletins.short import short
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from holdfire.words import Words

MARK = say("EXERCISE.")


def sms(spoken: Sequence[Words], locale: str, messages: int, *, exercise: bool) -> bytes:
    """Set sentences one after another, an exercise's mark first; BadInput `short-too-long`.

    Names are not isolated from the words around them: marks of direction would cost letters.
    """
    voice = Voice(locale)
    said = [voice.bare(words) for words in ((MARK,) if exercise else ()) + tuple(spoken)]
    return (short(" ".join(said), messages).text + "\n").encode()
