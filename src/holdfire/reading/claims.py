"""Reads the claims out of an article's words: sentence by sentence, with the frames and lists of its language. Pure.

Words that no frame gives to a speaker are the outlet's own, and a claim only where they tell of some kind of act.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from holdfire.reading import placing
from holdfire.reading.datelines import dateline
from holdfire.reading.dates import dates
from holdfire.reading.fold import Folded, fold
from holdfire.reading.frames import Clause, Part, clauses, part_span
from holdfire.reading.kinds import COARSE, INCIDENTS, VAGUE
from holdfire.reading.lexicon import Lexicon
from holdfire.reading.lexicon import lexicon as known
from holdfire.reading.model import Claim, Finder, Mention, Modality, Slot, Span, When
from holdfire.reading.sentences import sentences
from holdfire.reading.tolls import people

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = "claims-1"
"""Name and version of these rules; each lexicon has its own version beside it."""

ASSERTED = frozenset(("position", "calm", "talks"))
"""Classes of kinds of which nothing on the ground is confirmed: "confirmed its commitment" only says it again."""

PLACELESS = frozenset(("position", "measure"))
"""Classes of kinds that happen nowhere."""

MOST_WORDS = 200_000
"""Signs of an article that are read for claims."""


def claims(
    text: str,
    language: str,
    published: dt.date | None = None,
    finder: Finder = placing.surface,
    lexicon: Lexicon | None = None,
) -> tuple[Claim, ...]:
    """Read the claims of an article in one of `lexicon.LANGUAGES`; of another language none are read.

    `finder` finds the names of places, by a gazetteer or, where there is none, by capitals after words such as
    "near".
    """
    words = lexicon or known(language)
    if words is None:
        return ()
    text = text[:MOST_WORDS]
    return tuple(_Reader(text, words, published, finder(text, language)).read())


@dataclass(slots=True)
class _Heard:
    """A clause with the folded sentence that it stands in."""

    folded: Folded
    base: int
    clause: Clause

    def text(self, part: Part) -> str:
        return self.folded.text[part[0] : part[1]]

    def span(self, part: Part) -> Span:
        return part_span(self.folded, self.base, part)


class _Reader:
    def __init__(
        self, text: str, lexicon: Lexicon, published: dt.date | None, mentions: list[Mention]
    ) -> None:
        self.whole, self.lexicon, self.published, self.mentions = text, lexicon, published, mentions
        self.made: list[Claim] = []
        self.previous: list[int] = []
        self.header: When | None = None

    def read(self) -> list[Claim]:
        for n, (start, end) in enumerate(sentences(self.whole)):
            line = dateline(self.whole[start:end])
            sentence = Span(start + (line.end if line else 0), end)
            folded = fold(self.whole[sentence.start : sentence.end])
            if not folded.text:
                continue
            if n == 0 and self._is_header(folded, sentence.start):
                continue
            first = len(self.made)
            for clause in clauses(folded, self.lexicon):
                self._clause(_Heard(folded, sentence.start, clause), first)
            self.previous = list(range(first, len(self.made))) or self.previous[:0]
        return self.made

    def _is_header(self, folded: Folded, base: int) -> bool:
        """Keep the date of a first sentence that is nothing but a date and a time, as field notes begin."""
        found = self._dates(folded, base, (0, len(folded.text)))
        if not found or len(folded.text) > 45 or self._kind(folded.text, 0, len(folded.text)):
            return False
        self.header = found[0]
        return True

    def _clause(self, heard: _Heard, first: int) -> None:
        clause, said = heard.clause, heard.clause.said
        doubt = self.lexicon.phrases["unverified"].search(heard.folded.text, clause.start, clause.end)
        if doubt and self._doubted(heard, doubt.span(), first):
            return
        content = said.content if said else (clause.start, clause.end)
        for part in self._parts(heard, content):
            claim = self._claim(heard, part, first)
            if claim:
                if doubt and claim.status == "asserted":
                    slot = Slot(heard.span(doubt.span()), "unverified")
                    claim = replace(claim, status="unconfirmed", status_slot=slot)
                self.made.append(claim)

    def _doubted(self, heard: _Heard, doubt: Part, first: int) -> bool:
        """Mark the claims before as unconfirmed where a clause says so and tells of no act of its own."""
        clause = heard.clause
        kind = self._kind(heard.folded.text, clause.start, clause.end)
        about = list(range(first, len(self.made))) or self.previous
        if not about or (kind and kind[0] not in VAGUE):
            return False
        slot = Slot(heard.span(doubt), "unverified")
        for n in about:
            if self.made[n].status == "asserted":
                self.made[n] = replace(self.made[n], status="unconfirmed", status_slot=slot)
        return True

    def _parts(self, heard: _Heard, content: Part) -> Iterator[Part]:
        """Part what is said where two acts stand in it, and where talks and who was absent from them do."""
        text = heard.folded.text
        for m in self.lexicon.phrases["parts"].finditer(text, content[0] + 8, content[1]):
            left, right = (content[0], m.start()), (m.start(), content[1])
            if (
                self._apart(m.group(), self._kind(text, *left), self._kind(text, *right))
                and text.count('"', *left) % 2 == 0
            ):
                yield _trim(text, left)
                yield from self._parts(heard, right)
                return
        yield _trim(text, content)

    @staticmethod
    def _apart(word: str, a: tuple[str, Part] | None, b: tuple[str, Part] | None) -> bool:
        """Whether two acts are two claims; a bare "and" parts only two different things that happened."""
        if a is None or b is None or a[0] == b[0] or VAGUE & {a[0], b[0]}:
            return False
        return len(word) > 4 or (COARSE[a[0]] in INCIDENTS and COARSE[b[0]] in INCIDENTS)

    def _kind(self, text: str, start: int, end: int) -> tuple[str, Part] | None:
        for kind, pattern in self.lexicon.kinds:
            for m in pattern.finditer(text[start:end]):
                if not self._idle(text, start, start + m.start()):
                    return kind, (m.start() + start, m.end() + start)
        return None

    def _idle(self, text: str, start: int, at: int) -> bool:
        """Whether an act's word follows one such as "sales of", so that no act is told of."""
        before = text[max(start, at - 30) : at]
        return any(before[m.end() :].strip() == "" for m in self.lexicon.phrases["idle"].finditer(before))

    def _claim(self, heard: _Heard, content: Part, first: int) -> Claim | None:
        said, text = heard.clause.said, heard.folded.text
        anaphor = bool(said) and bool(
            self.lexicon.phrases["anaphors"].fullmatch(text[content[0] : content[1]])
        )
        kind = None if anaphor else self._kind(text, *content)
        told: dict[str, Any] = self._who(heard)
        if said and said.frame.kind:
            kind = (said.frame.kind, said.cue or content)
        if kind is None:
            return self._answer(heard, content, told, first)
        if told["status"] == "confirmed" and COARSE[kind[0]] in ASSERTED:
            told |= {"status": "asserted", "status_slot": None}
        claim = Claim(
            n=len(self.made),
            content=heard.span(content),
            kind=kind[0],
            coarse=COARSE[kind[0]],
            trigger=Slot(heard.span(kind[1]), f"kind-{kind[0]}"),
            modality=self._modality(heard, content, kind),
            answers=self._answered(kind[0], told["status"]),
            **told,
            **self._slots(heard, content, kind),
        )
        return replace(claim, when=self._ahead(claim) or self.header)

    def _ahead(self, claim: Claim) -> When | None:
        """Read a weekday for which talks are planned as the next of its name, not the last."""
        when = claim.when
        if not when or claim.kind != "talks_planned" or when.rule != "date-weekday" or when.anchor is None:
            return when
        if when.first >= when.anchor:
            return when
        week = dt.timedelta(days=7)
        return when._replace(first=when.first + week, last=when.last + week, rule="date-weekday-ahead")

    def _who(self, heard: _Heard) -> dict[str, Any]:
        said = heard.clause.said
        if said is None:
            return {
                **dict.fromkeys(("speaker", "cue", "status_slot", "role")),
                "anonymity": "outlet",
                "via": self._through(heard),
                "direct": False,
                "status": "asserted",
                "family": "narration",
                "rule": "narration",
            }
        rule = said.frame.id
        speaker = self._speaker(heard, said.speaker, rule)
        cue = Slot(heard.span(said.cue), rule) if said.cue else None
        via = self._outlet(heard, said.via) if said.via else None
        return {
            "speaker": speaker,
            "anonymity": self._anonymity(speaker, heard) if speaker else "outlet",
            "role": self._role(speaker) if speaker else None,
            "via": (via,) if via else self._through(heard),
            "cue": cue,
            "direct": '"' in heard.folded.text[max(0, said.content[0] - 1) : said.content[1] + 1],
            "status": said.frame.status,
            "status_slot": cue if said.frame.status != "asserted" else None,
            "family": said.frame.family,
            "rule": rule,
        }

    def _role(self, speaker: Slot) -> Slot | None:
        name = fold(self.whole[speaker.span.start : speaker.span.end])
        m = self.lexicon.phrases["roles"].search(name.text)
        return Slot(part_span(name, speaker.span.start, m.span()), "role-word") if m else None

    def _through(self, heard: _Heard) -> tuple[Slot, ...]:
        """Give the outlet that a paper was "obtained by" or "seen by"."""
        part = self._slotted("through", "via", heard.folded.text, (heard.clause.start, heard.clause.end))
        outlet = self._outlet(heard, part) if part else None
        return (outlet,) if outlet else ()

    def _outlet(self, heard: _Heard, part: Part) -> Slot | None:
        m = self.lexicon.phrases["outlets"].search(heard.text(part))
        return Slot(heard.span(part), "outlet-word") if m else None

    def _speaker(self, heard: _Heard, part: Part | None, rule: str) -> Slot | None:
        """Give who speaks; "he" and "it" are whoever spoke last, where anybody did."""
        pronoun = part is None or self.lexicon.phrases["pronouns"].fullmatch(heard.text(part))
        last = self._last_speaker() if pronoun else None
        return last or (Slot(heard.span(part), rule) if part else None)

    def _last_speaker(self) -> Slot | None:
        return self.made[-1].speaker if self.made else None

    def _anonymity(self, speaker: Slot, heard: _Heard) -> str:
        name = fold(self.whole[speaker.span.start : speaker.span.end]).text
        if self.lexicon.phrases["collective"].match(name):
            return "collective"
        nameless = self.lexicon.phrases["anonymous"].search(name)
        return "anonymous" if nameless or self._hidden(heard) else "named"

    def _hidden(self, heard: _Heard) -> bool:
        return bool(self.lexicon.phrases["nameless"].search(heard.folded.text))

    def _answer(self, heard: _Heard, content: Part, told: dict[str, Any], first: int) -> Claim | None:
        """Make a claim of a denial or confirmation whose words name no act: it is about the claim before."""
        about = self._antecedent(first)
        if told["status"] not in {"denied", "confirmed"} or about is None:
            return None
        slots = self._slots(heard, content, (about.kind, content))
        return Claim(
            n=len(self.made),
            content=heard.span(content),
            kind=about.kind,
            coarse=about.coarse,
            trigger=Slot(heard.span(content), "answers"),
            modality=about.modality,
            answers=about.n,
            perpetrator=None,
            target=None,
            killed=None,
            wounded=None,
            **told,
            when=slots["when"] or about.when,
            place=slots["place"] or about.place,
        )

    def _antecedent(self, first: int) -> Claim | None:
        about = [*self.previous, *range(first, len(self.made))]
        acts = [n for n in about if self.made[n].coarse in INCIDENTS and self.made[n].status != "denied"]
        return self.made[acts[-1]] if acts else self.made[about[-1]] if about else None

    def _answered(self, kind: str, status: str) -> int | None:
        """Link a denial or confirmation that names its act to the latest other claim of that kind."""
        if status not in {"denied", "confirmed"}:
            return None
        return next((c.n for c in reversed(self.made) if c.kind == kind and c.status != status), None)

    def _modality(self, heard: _Heard, content: Part, kind: tuple[str, Part]) -> Modality:
        text = heard.folded.text
        if self.lexicon.phrases["conditional"].search(text[slice(*content)]):
            return "conditional"
        if kind[0] == "talks_planned":
            return "planned"
        return "negated" if self.lexicon.phrases["negated"].search(text[slice(*content)]) else "happened"

    def _slots(self, heard: _Heard, content: Part, kind: tuple[str, Part]) -> dict[str, Any]:
        said, span = heard.clause.said, heard.span(content)
        trigger = heard.span(kind[1])
        found = self._dates(heard.folded, heard.base, content)
        if COARSE.get(kind[0]) == "position":
            found = [w for w in found if w.rule != "date-since"]
        if not found and COARSE.get(kind[0]) in {"position", "calm"}:
            found = self._dates(heard.folded, heard.base, (heard.clause.start, heard.clause.end))
        place = None
        if COARSE.get(kind[0]) not in PLACELESS:
            place = placing.choose(
                self.whole, self.mentions, span, trigger, self.lexicon, leaving=kind[0] == "withdrawal"
            )
        inner = Folded(
            heard.text(content), tuple(n + heard.base for n in heard.folded.at[content[0] : content[1] + 1])
        )
        actor = (
            Slot(heard.span(said.perp), said.frame.id)
            if said and said.perp
            else self._actor(heard, content, kind)
        )
        return {
            "when": found[0] if found else None,
            "place": place,
            "perpetrator": actor,
            "target": self._target(heard, content),
            "killed": people(inner, "killed", self.lexicon),
            "wounded": people(inner, "wounded", self.lexicon),
        }

    def _dates(self, folded: Folded, base: int, part: Part) -> list[When]:
        inner = Folded(
            folded.text[part[0] : part[1]], tuple(n + base for n in folded.at[part[0] : part[1] + 1])
        )
        return dates(inner, self.lexicon, self.published)

    def _actor(self, heard: _Heard, content: Part, kind: tuple[str, Part]) -> Slot | None:
        """Take an armed actor right before the act, or after "by", for the one who is said to have done it."""
        if COARSE.get(kind[0]) not in INCIDENTS:
            return None
        text = heard.folded.text
        part = self._slotted("doers", "doer", text, content)
        return Slot(heard.span(part), "doer") if part else None

    def _slotted(self, name: str, slot: str, text: str, content: Part) -> Part | None:
        """Give the earliest slot of a list of patterns in a part."""
        patterns, words = self.lexicon.slotted[name], text[slice(*content)]
        found = min((m.span(slot) for p in patterns if (m := p.search(words))), default=None)
        return (found[0] + content[0], found[1] + content[0]) if found else None

    def _target(self, heard: _Heard, content: Part) -> Slot | None:
        part = self._slotted("targets", "goal", heard.folded.text, content)
        return Slot(heard.span(part), "target") if part else None


def _trim(text: str, part: Part) -> Part:
    a, b = part
    while a < b and text[a] in " ,;\n":
        a += 1
    while b > a and text[b - 1] in " ,;\n":
        b -= 1
    return a, b
