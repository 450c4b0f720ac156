"""Anybody does anything at any time, under any rules: what must hold all the same. The rules alone, and no book."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from desk import AGREEMENT
from holdfire.agreement import model_rules as m
from holdfire.agreement.load import load
from holdfire.agreement.outcomes import QUESTIONS
from holdfire.casework import acts, alerts, clocks, coding, escalation, finding, rules
from holdfire.casework.model import UNKNOWN, Case, Done, Evidence, Thread
from holdfire.casework.options import options
from holdfire.casework.world import World

BASE = load(AGREEMENT, "agreement")
PANEL = frozenset({"kellan", "dorvia", "isles-envoy"})
SEATS = PANEL | {"field-team"}
ANSWERABLE = {
    "shore-government": {"shore-government", "kellan"},
    "shore-army": {"shore-army", "shore-government", "kellan"},
    "ridge-movement": {"ridge-movement", "dorvia"},
    "fell-band": {"fell-band", "ridge-movement", "dorvia"},
    "ash-company": {"ash-company"},
    "kellan": {"kellan"},
    UNKNOWN: {"kellan", "dorvia"},
}
"""Who may answer for whom in March 2031 and after, read from the exercise's agreement by a person."""
SIDES = {"kellan": {"shore-army", "shore-government", "kellan"}, "dorvia": {"ridge-movement", "fell-band"}}
CAST = sorted({*SEATS, *ANSWERABLE, "harbour-archive", "nobody-known"} - {UNKNOWN})
CAST_KNOWN = [name for name in CAST if name != "nobody-known"]
START = int(dt.datetime(2031, 3, 20, 8, tzinfo=dt.UTC).timestamp()) * 1_000_000
HOUR = 3_600_000_000
CASE_KINDS = [k for k in acts.FORMS if k not in (*acts.DESK, *acts.ALERT, *acts.OPENING)]
ALERT_KINDS = [k for k in acts.ALERT if k != "alert"]

maybe = st.none
steps = st.fixed_dictionaries(
    {step: maybe() | st.sampled_from([1, 12, 72, 700]) for step in get_args(m.Step)}
).map(lambda d: m.Steps(**{k: dt.timedelta(hours=v) if v else None for k, v in d.items()}))
bars = maybe() | st.builds(m.Bar, origins=st.integers(1, 2), level=st.sampled_from(["L0", "L2", "L3", "L4"]))
decisions = st.sampled_from(
    [
        *(m.Simple(rule=r) for r in ("consensus", "each side", "observe only")),
        *(m.KOfN(rule="k of n", k=k) for k in (1, 2, 3)),
        m.ByChair(rule="chair"),
        m.TwoNamed(rule="two named", members=("kellan", "dorvia")),
    ]
)
LADDER = (
    m.Rung(to="Ministers", when=(m.Came(what="contested"), m.Overdue(what="overdue", step="reply"))),
    m.Rung(to="Heads", when=(m.Deaths(what="deaths", n=2), m.Came(what="access denied"))),
    m.Rung(to="Assembly", when=(m.Repeated(what="repeated", n=2, within=dt.timedelta(days=30)),)),
)


@st.composite
def mechanisms(draw):
    """The exercise's members and parties, under any rules."""

    def any_of(field, *values):
        return {field: draw(maybe() | st.sampled_from(values))}

    return BASE.rules.model_copy(
        update={
            "decision": draw(decisions),
            "clocks": m.Clocks(minor=draw(steps), serious=draw(steps), grave=draw(steps)),
            "evidence": m.Evidence(minor=draw(bars), serious=draw(bars), grave=draw(bars)),
            "escalation": draw(st.sampled_from([(), LADDER])),
            **any_of("quorum", *(m.Quorum(members=n, each_side=e) for n in (1, 2, 3) for e in (True, False))),
            **any_of("interest", m.Interest(counts=True), m.Interest(counts=False)),
            **any_of("team", *(m.Team(needs=n) for n in ("each side", "every member", "anybody"))),
            **any_of("confidence", m.Confidence(minor=1, serious=60, grave=100), m.Confidence(grave=60)),
            **any_of("closing", *(m.Closing(signed_by=s) for s in ("one member", "decision rule"))),
            **any_of("walkout", *(m.Walkout(then=t) for t in ("seat stays", "others go on", "cases wait"))),
            **any_of("tracks", m.Tracks(recorded=("crime", "excluded", "guarantor"))),
            **any_of(
                "exemption",
                *(
                    BASE.rules.exemption.model_copy(update={"needs": n})
                    for n in ("consensus", "decision rule")
                ),
            ),
        }
    )


evidences = st.builds(
    Evidence,
    claims=st.integers(0, 3),
    origins=st.integers(0, 3),
    kinds=st.integers(0, 3),
    monitors=st.booleans(),
    killed=st.integers(0, 3),
)
sheets = st.one_of(
    st.just({"happened": "yes", "covered": "yes", "exempt": "no", "accused": "yes"}),
    st.just({"happened": "yes", "covered": "yes", "exempt": "yes", "accused": "yes"}),
    st.fixed_dictionaries({q: st.sampled_from(["yes", "yes", "no", "cannot say"]) for q in QUESTIONS}),
)


def sheet(answers, confidence):
    """An assessment with all that any rules may ask for besides the answers."""
    laid = acts.Attribution(confidence=confidence) if answers["accused"] == "yes" else None
    return {
        "answers": answers,
        "reasons": dict.fromkeys(QUESTIONS, "Seen."),
        "interest": True,
        "attribution": laid,
        "test": ("yes",) * 4 if answers["exempt"] == "yes" else (),
    }


class Casework(RuleBasedStateMachine):
    """One case and one alert, over which time passes and people do what they like."""

    @initialize(
        mechanism=mechanisms(),
        evidence=evidences,
        accused=st.sampled_from(sorted(ANSWERABLE)),
        gravity=st.sampled_from(["minor", "serious", "grave"]),
        nature=st.sampled_from(["breach", "breach", "breach", "crime"]),
    )
    def opens(self, mechanism, evidence, accused, gravity, nature):
        self.agreement = BASE.model_copy(update={"rules": mechanism})
        self.now, self.evidence, self.entry = START, evidence, 9
        self.away: dict[str, bool] = {}
        self.case, self.alert = Case("c10", ()), Thread("a11", ())
        self.log: list[tuple[Thread, World, Done]] = []
        said = acts.Allegation(
            incident="i1", term="no-fire", accused=accused, reason="Fire.", gravity=gravity, nature=nature
        )
        self.submit("allegation", "shore-government", said, head=None)
        self.submit("alert", "ridge-movement", acts.Alert(place="Tarn", type="A1"), head=None)
        assert not self.case.acts[0].refused
        assert not self.alert.acts[0].refused

    @property
    def world(self):
        away = frozenset(a for a, gone in self.away.items() if gone)
        return World(self.agreement, self.now, away, lambda _s: self.evidence, self.earlier)

    def earlier(self, accused):
        return [a.at for a in self.case.allegations if self.case.alleged(a.entry).accused == accused]

    def submit(self, kind, actor, body, *, about=0, head, signers=()):
        """Judge an act, and keep it whether or not it counts, as a book does."""
        self.entry += 1
        thread = self.alert if kind in acts.ALERT else self.case
        seen = thread if thread.acts and kind not in acts.DESK else None
        names = tuple(dict.fromkeys((actor, *signers)))
        attempt = rules.Attempt(kind, actor, body, about, head, names)
        found = rules.objection(self.world, seen, attempt)
        code = found.code if found else ""
        done = Done(self.entry, thread.id, kind, actor, names, "member", self.now, head, about, code, 0, body)
        self.log.append((thread, self.world, done))
        if not found:
            self.demand_lawful(self.world, thread, done)
        if kind in acts.DESK:
            if not found:
                self.away[actor] = kind == "walkout"
            return code
        grown = replace(thread, acts=(*thread.acts, done))
        assert not thread.acts or grown.head >= thread.head
        if thread is self.alert:
            self.alert = grown
        else:
            self.case = grown
        if not code:
            self.demand_clocks()
        return code

    def body(self, data, kind, actor, about):
        """Fill the form of an act in as its kind demands, and otherwise as it comes."""
        case = self.case

        def one_of(values):
            return data.draw(st.sampled_from(values))

        special = {
            "notice": lambda: {"to": one_of(sorted(ANSWERABLE[case.alleged(about).accused]))},
            "tasking": lambda: {"team": (*sorted(SEATS), *one_of([(), ("shore-army",)])), "task": "Look."},
            "access-request": lambda: {"of": one_of(CAST_KNOWN)},
            "access": lambda: {"answer": one_of(get_args(acts.AccessAnswer))},
            "visit": lambda: {
                "start": self.now - 1,
                "end": self.now,
                "present": tuple(data.draw(st.sets(st.sampled_from(case.get(about).body.team), min_size=1))),
            },
            "assessment": lambda: sheet(self.fitting(about, data.draw(sheets)), one_of([0, 60, 100])),
            "response": lambda: {
                "to": one_of(["shore-army", "dorvia"]),
                "what": "x",
                "check": "y",
                "due": data.draw(st.none() | st.integers(self.now - HOUR, self.now + 99 * HOUR)),
            },
            "follow-up": lambda: {"step": "agreed" if actor in PANEL - self.world.away else "done"},
            "escalation": lambda: {"rung": self.next_rung()},
            "call": lambda: {"to": one_of(["shore-army", "kellan"])},
            "stand-down": lambda: {"of": one_of(["shore-army", "kellan"])},
            "return-fire": lambda: {"by": one_of(["shore-army", "kellan"])},
            "firing": lambda: {"state": one_of(get_args(acts.Firing))},
        }
        if kind == "determination":
            return finding.find(self.world, case, about)
        form = acts.FORMS[kind]
        words = dict.fromkeys(coding.meanings(form).keys() & {"words", "reason", "summary"}, "So it is.")
        return form(**{**words, **special.get(kind, dict)()})

    def fitting(self, about, answers):
        """Where nobody is accused, nobody can say whether the accused did it."""
        nobody = self.case.get(about) and self.case.alleged(about).accused == UNKNOWN
        return {**answers, "accused": "cannot say"} if nobody else answers

    def next_rung(self):
        taken = {a.body.rung for a in self.case.of("escalation")}
        return min(escalation.reached(self.world, self.case).keys() - taken, default=1)

    @rule(jump=st.sampled_from([0, 1, HOUR, 13 * HOUR, 80 * HOUR, 800 * HOUR]))
    def time_passes(self, jump):
        self.now += jump

    @rule(data=st.data())
    def a_clock_runs_out(self, data):
        """To the microsecond before, at and after a deadline."""
        dues = [c.due for c in clocks.clocks(self.agreement, self.case) if c.done is None]
        dues = [d for d in dues if d + 1 > self.now]
        assume(dues)
        self.now = max(self.now, data.draw(st.sampled_from(dues)) + data.draw(st.sampled_from([-1, 0, 1])))

    @rule(actor=st.sampled_from([*sorted(SEATS), "shore-army"]), kind=st.sampled_from(["walkout", "return"]))
    def somebody_walks_out_or_comes_back(self, actor, kind):
        self.submit(kind, actor, acts.FORMS[kind](reason="So."), head=None)

    @rule(data=st.data(), kind=st.sampled_from([*CASE_KINDS, *ALERT_KINDS]), actor=st.sampled_from(CAST))
    def anybody_tries_anything(self, data, kind, actor):
        thread = self.alert if kind in acts.ALERT else self.case
        targets = [a.entry for a in thread.of(*acts.ABOUT[kind])] if kind in acts.ABOUT else [0]
        assume(targets)
        about = data.draw(st.sampled_from(targets))
        body = self.body(data, kind, actor, about)
        wrong = data.draw(st.sampled_from([0, 0, 0, 1, about + 1, thread.head]))
        head = data.draw(st.sampled_from([thread.head, thread.head, thread.acts[0].entry, 1, None]))
        self.submit(kind, actor, body, about=wrong or about, head=head)

    @rule(data=st.data(), accused=st.sampled_from(sorted(ANSWERABLE)), actor=st.sampled_from(CAST))
    def somebody_alleges_more(self, data, accused, actor):
        basis = data.draw(st.sampled_from(["incident", "omission", "denial"]))
        said = acts.Allegation(
            basis=basis,
            incident="i1" if basis == "incident" else "",
            term="no-fire",
            accused=accused,
            reason="x",
        )
        self.submit("allegation", actor, said, head=self.case.head)

    @rule(data=st.data(), actor=st.sampled_from(sorted(PANEL)))
    def work_goes_on(self, data, actor):
        """Somebody does something that the desk says can be done now."""
        free = [
            o for o in options(self.world, self.case, actor) if o.objection is None and o.kind != "withdrawal"
        ]
        assume(free)
        best = [o for o in free if o.kind in ("determination", "reopening", "notice")]
        chosen = data.draw(st.sampled_from(best) | st.sampled_from(free) if best else st.sampled_from(free))
        self.carry_out(data, chosen, actor)

    @rule(data=st.data())
    def a_team_goes(self, data):
        for kind in ("tasking", "access-request", "access"):
            found = [
                o for o in options(self.world, self.case, "field-team") if o.kind == kind and not o.objection
            ]
            if kind == "tasking":
                self.try_out(data, kind, "isles-envoy", 0)
            elif found and data.draw(st.sampled_from([True, True, False])):
                self.try_out(data, kind, "field-team", found[-1].about)

    @rule(
        data=st.data(),
        actor=st.sampled_from(["dorvia", "kellan", "shore-army"]),
        step=st.sampled_from(get_args(acts.Step)),
    )
    def something_is_asked_of_somebody(self, data, actor, step):
        for kind in ("response", "follow-up"):
            found = [o for o in options(self.world, self.case, actor) if o.kind == kind and not o.objection]
            if found and kind == "response":
                self.try_out(data, kind, actor, found[-1].about)
            elif found:
                said = acts.FollowUp(step=step)
                self.submit(kind, actor, said, about=found[-1].about, head=self.case.head)

    @rule(data=st.data())
    def the_accused_is_told_and_replies(self, data):
        about = data.draw(st.sampled_from([a.entry for a in self.case.allegations]))
        who = sorted(ANSWERABLE[self.case.alleged(about).accused])
        replies = data.draw(st.sampled_from(["before", "after", "never"]))
        if replies == "before":
            self.try_out(data, "reply", who[0], about)
        for to in who:
            self.now += HOUR
            self.submit("notice", "isles-envoy", acts.Notice(to=to), about=about, head=self.case.head)
        if replies == "after":
            self.try_out(data, "reply", who[0], about)

    @rule(data=st.data(), common=sheets, other=sheets, again=st.booleans(), hear=st.booleans())
    def a_matter_is_decided(self, data, common, other, again, hear):
        """All say the same, or one says something else; then all that can be done to close it."""
        about = data.draw(st.sampled_from([a.entry for a in self.case.allegations]))
        for n, actor in enumerate(data.draw(st.permutations(sorted(PANEL)))):
            said = acts.Assessment(**sheet(self.fitting(about, common if n else other), 100))
            self.submit("assessment", actor, said, about=about, head=self.case.head)
        if hear:
            self.the_accused_is_told_and_replies(data)
        for actor in sorted(PANEL):
            self.try_out(data, "determination", actor, about)
        if again:
            self.try_out(data, "reopening", "kellan", about)
            self.try_out(data, "determination", "kellan", about)

    def try_out(self, data, kind, actor, about):
        body, head = self.body(data, kind, actor, about), self.case.head
        return self.submit(kind, actor, body, about=about, head=head, signers=tuple(sorted(PANEL)))

    def carry_out(self, data, option, actor):
        thread = self.alert if option.kind in acts.ALERT else self.case
        body = self.body(data, option.kind, actor, option.about)
        code = self.submit(
            option.kind, actor, body, about=option.about, head=thread.head, signers=tuple(sorted(PANEL))
        )
        assert not code, f"{option.kind} was offered to {actor} and refused: {code}"

    @rule(data=st.data(), actor=st.sampled_from(CAST))
    def what_is_offered_can_be_done_and_what_is_not_cannot(self, data, actor):
        for thread in (self.case, self.alert):
            for o in options(self.world, thread, actor):
                body = self.body(data, o.kind, actor, o.about)
                attempt = rules.Attempt(o.kind, actor, body, o.about, thread.head, (actor, *sorted(PANEL)))
                found = rules.objection(self.world, thread, attempt)
                assert (found and found.code) == (o.objection and o.objection.code), (o, actor, found)

    def demand_clocks(self):
        for thread in (t for t in (self.case, self.alert) if t.acts):
            found = (
                clocks.clocks(self.agreement, thread)
                if thread is self.case
                else clocks.alert_clocks(self.agreement, thread, "grave")
            )
            for c in found:
                assert c.done is None or c.since <= c.done <= self.now, c
                assert c.paused is None or c.step == "report", c
                assert len({(d.step, d.about, d.whom) for d in found}) == len(found)
        alerts.stand(self.alert, self.now)

    def demand_lawful(self, world, thread, done):
        """What must be true of an act that counts, told anew in the plainest words."""
        assert done.actor in self.who_may(thread, done), (done.kind, done.actor)
        if done.kind in ("assessment", "determination", "response"):
            assert not thread.withdrawn(done.about)
        if done.kind == "determination":
            self.demand_just(world, thread, done)

    def who_may(self, thread, done):
        known = set(CAST) - {"nobody-known"}
        panel = PANEL - {a for a, gone in self.away.items() if gone}
        about = thread.get(done.about).body if done.kind in acts.ABOUT else None

        def who_answers(name):
            return ANSWERABLE.get(name, {name})

        def team(tasking):
            return set(thread.get(tasking).body.team)

        special = {
            "reply": lambda: who_answers(about.accused),
            "receipt": lambda: who_answers(about.to),
            "acknowledgement": lambda: who_answers(about.to),
            "withdrawal": lambda: {thread.get(done.about).actor},
            "follow-up": lambda: who_answers(about.to) if done.body.step == "done" else panel,
            "access": lambda: who_answers(about.of) | team(thread.get(done.about).about),
            "visit": lambda: team(done.about),
            "finding": lambda: team(done.about),
        }
        if done.kind in special:
            return special[done.kind]()
        if done.kind in ("assessment", "determination", "reopening", "tasking", "response", "escalation"):
            return panel
        return (
            known - {"ash-company"}
            if done.kind in ("allegation", "alert", "firing", "return-fire")
            else SEATS
        )

    def demand_just(self, world, case, done):
        said, about = case.alleged(done.about), done.about
        self.demand_heard(world, case, about)
        earlier = case.last("determination", about=about)
        again = case.last("reopening", about=about)
        assert earlier is None or (again and again.entry > earlier.entry), "determined twice"
        assert done.body == finding.find(world, case, about)
        seated = set(PANEL)
        if world.rules.walkout and world.rules.walkout.then == "others go on":
            seated -= world.away
        self.demand_ripe(world, case, about, seated, again)
        voices = set(seated)
        if world.rules.interest and not world.rules.interest.counts:
            voices -= {v for v, own in SIDES.items() if said.accused in own}
        heard = {n: a for n, a in case.assessments(about).items() if n in voices}
        outsiders = tuple(a for a in case.acts if a.kind != "assessment" or a.actor in seated)
        assert finding.find(world, replace(case, acts=outsiders), about) == done.body
        if done.body.joint["exempt"] == "yes" and (
            world.rules.exemption is None or world.rules.exemption.needs == "consensus"
        ):
            assert {n for n, a in heard.items() if a.answers["exempt"] == "yes"} == voices
        assert (done.body.why == "access denied") == bool(done.body.denied_by)
        kept_out = tuple(name for name in CAST if self.kept_out(world, case, name))
        assert done.body.denied_by == (kept_out if done.body.outcome == "undetermined" else ())

    def demand_heard(self, world, case, about):
        said = case.alleged(about)
        told = {n.body.to: n.at for n in reversed(case.of("notice", about=about))}
        if said.accused == UNKNOWN:
            assert {"kellan", "dorvia"} <= told.keys()
            return
        times = [at for to, at in told.items() if to in ANSWERABLE[said.accused]]
        assert times
        if not case.of("reply", about=about):
            wait = getattr(world.rules.clocks, said.gravity).reply
            slot = wait or getattr(world.rules.clocks, said.gravity).determine
            since = min(times) if wait else case.since(about)
            assert slot is not None
            assert world.now >= since + slot // dt.timedelta(microseconds=1)

    @staticmethod
    def demand_ripe(world, case, about, seated, again):
        fresh = {
            a.actor for a in case.of("assessment", about=about) if again is None or a.entry > again.entry
        }
        slot = getattr(world.rules.clocks, case.alleged(about).gravity).determine
        late = slot is not None and world.now >= case.since(about) + slot // dt.timedelta(microseconds=1)
        assert late or fresh >= seated, "not everybody was heard anew"

    @staticmethod
    def kept_out(world, case, name):
        slot = getattr(world.rules.clocks, clocks.heaviest(case)).access
        for request in (r for r in case.of("access-request") if r.body.of == name):
            answers = [a.body.answer for a in case.of("access", about=request.entry)]
            late = slot is not None and world.now >= request.at + slot // dt.timedelta(microseconds=1)
            if answers[-1:] == ["denied"] or (late and "granted" not in answers[-1:]):
                return True
        return False

    def teardown(self):
        """Read the acts anew, one after another: each is judged as it was."""
        for thread, world, done in getattr(self, "log", ()):
            seen = thread if thread.acts and done.kind not in acts.DESK else None
            counting = replace(seen, acts=seen.counting) if seen else None
            attempt = rules.Attempt(done.kind, done.actor, done.body, done.about, done.head, done.signers)
            for read in (seen, counting):
                found = rules.objection(world, read, attempt)
                assert (found.code if found else "") == done.refused


TestCasework = Casework.TestCase
TestCasework.settings = settings(
    max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
