"""The words for what an agreement's rules answer: outcomes, questions, answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping

OUTCOMES: Mapping[str, Words] = {
    "not established": say("not established"),
    "no violation": say("no violation"),
    "exempt": say("exempt"),
    "violation": say("violation"),
    "violation, author undetermined or in dispute": say("violation, author undetermined or in dispute"),
    "contested": say("contested"),
    "undetermined": say("undetermined"),
    "": say("determined, outcome not held here"),
}
QUESTIONS: Mapping[str, Words] = {
    "happened": say("did it happen"),
    "covered": say("does the term cover it"),
    "exempt": say("does an exemption apply"),
    "accused": say("was it the accused"),
}
ANSWERS: Mapping[str, Words] = {
    "yes": say("yes"),
    "no": say("no"),
    "cannot say": say("cannot say"),
    "split": say("split"),
    "open": say("open"),
}
