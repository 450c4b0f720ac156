"""Members and others at work in a real book, in any order: what its tables say is what its entries give."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from conftest import copy_of
from desk import MEMBERS, assessment, row
from holdfire.casework import entries
from holdfire.casework import repo as casework
from holdfire.errors import HoldfireError
from holdfire.record import parcel

WHO = st.sampled_from([*MEMBERS, "ridge-movement", "shore-army", "field-team"])
SAID = {
    "notice": {"to": "dorvia"},
    "receipt": {"words": "Here."},
    "reply": {"words": "No.", "answer": "denied"},
    "tasking": {"team": ["kellan", "dorvia", "field-team"], "task": "Look."},
    "access-request": {"of": "ridge-movement"},
    "access": {"answer": "denied"},
    "finding": {"summary": "Craters."},
    "reopening": {"reason": "So."},
    "response": {"to": "dorvia", "what": "x", "check": "y", "due": 1_931_900_000_000_000},
    "follow-up": {"step": "done"},
    "escalation": {"rung": 1},
    "withdrawal": {"reason": "So."},
    "walkout": {"reason": "So."},
    "return": {"reason": "So."},
    "roster": {},
}
KINDS = st.sampled_from(sorted(SAID))


class Working(RuleBasedStateMachine):
    """Refusals are part of the work: whatever is raised is one of Holdfire's own errors."""

    empty = None

    @initialize()
    def opens(self):
        self.folder = tempfile.TemporaryDirectory()
        self.desk = copy_of(self.empty, Path(self.folder.name))
        self.desk.take(row(0), row(1))
        self.desk.link()
        self.desk.allege(self.desk.incidents()[0].id)
        self.kept = []

    def attempt(self, do, *, one=True):
        size = self.desk.book.size()
        try:
            do()
        except HoldfireError:
            assert not one or self.desk.book.size() == size, "nothing is written unless all is"

    @property
    def case(self):
        return self.desk.cases[-1]

    @rule(kind=KINDS, actor=WHO, stale=st.booleans())
    def anybody_does_anything(self, kind, actor, stale):
        case = "" if kind in ("walkout", "return", "roster") else self.case
        head = int(case[1:]) if stale and case else None
        self.attempt(lambda: self.desk.act(kind, actor, case, head=head, **SAID[kind]))

    @rule(member=st.sampled_from(MEMBERS), happened=st.sampled_from(["yes", "no"]))
    def a_member_assesses(self, member, happened):
        self.attempt(lambda: self.desk.assess(self.case, member, happened=happened))

    @rule(actor=st.sampled_from(MEMBERS))
    def the_matter_is_closed(self, actor):
        for member in MEMBERS:
            self.attempt(lambda member=member: self.desk.assess(self.case, member))
        self.attempt(lambda: self.desk.hear(self.case), one=False)
        for member in MEMBERS:
            self.attempt(lambda member=member: self.desk.assess(self.case, member))
        self.attempt(lambda: self.desk.determine(self.case, actor), one=False)

    @rule(
        by=st.sampled_from(["kellan", "ridge-movement"]),
        accused=st.sampled_from(["shore-army", "ridge-movement"]),
    )
    def another_case(self, by, accused):
        self.attempt(lambda: self.desk.allege(self.desk.incidents()[0].id, by=by, accused=accused))

    @rule(hours=st.sampled_from([-1, 1, 13, 80, 400]))
    def time_passes(self, hours):
        self.desk.book.clock.at += dt.timedelta(hours=hours)

    @rule(actor=WHO, ahead=st.sampled_from([-3600, 0, 200]), signer=WHO)
    def somebody_signs_elsewhere(self, actor, ahead, signer):
        """With a clock of its own; the response is handed in now, later, twice, or never."""
        clock, case = self.desk.book.clock, self.case
        body = entries.form("assessment", assessment(self.desk.accused(case), actor, {}))

        def do():
            clock.at += dt.timedelta(seconds=ahead)
            try:
                request = self.desk.book.request(
                    lambda c: entries.draft(
                        c, "assessment", body, actor=actor, at=clock(), case=case, about=int(case[1:])
                    )
                )
            finally:
                clock.at -= dt.timedelta(seconds=ahead)
            self.kept.append(parcel.sign(request, self.desk.members[signer]))

        self.attempt(do)

    @rule(data=st.data())
    def a_response_comes_in(self, data):
        if self.kept:
            response = data.draw(st.sampled_from(self.kept))
            self.attempt(lambda: self.desk.book.take(response))

    def teardown(self):
        if not hasattr(self, "desk"):
            return
        with self.desk.book.reading() as connection:
            acts = [a for case in casework.cases(connection) for a in case.acts]
        in_order = sorted(acts, key=lambda a: a.entry)
        assert [a.at for a in in_order] == sorted(a.at for a in acts), "the log's time never goes back"
        before = self.desk.dump()
        self.desk.book.rebuild()
        assert self.desk.dump() == before
        self.desk.book.check(workers=1)
        self.desk.book.engine.dispose()
        self.folder.cleanup()


@pytest.mark.slow
def test_whatever_happens_the_tables_are_what_the_entries_give(empty):
    Working.empty = empty
    run_state_machine_as_test(
        Working,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
