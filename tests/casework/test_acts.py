"""A case from allegation to determination, in a book: what counts, and what is kept as refused."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from desk import AGREEMENT, EXERCISE, MEMBERS, YES, Desk, row
from holdfire.book import read_entry
from holdfire.casework import entries
from holdfire.casework import repo as casework
from holdfire.errors import BadInput, Conflict, NotFound, Refused
from holdfire.linking import repo as linking
from holdfire.record import repo
from holdfire.record.keys import Role, new_key
from holdfire.record.kinds import Draft
from holdfire.reports import repo as reports

SCRIPT = yaml.safe_load((EXERCISE / "cases.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("script", SCRIPT, ids=lambda s: s["case"])
def test_every_case_of_the_exercise_comes_out_as_its_script_expects(exercise_book, script):
    with exercise_book.reading() as connection:
        claim = next(c for c, f in reports.claims(connection) if f.report.source_id == script["report"])
        found = [
            c
            for c in casework.cases(connection, incident=linking.of_claim(connection, claim))
            if (c.allegation.term, c.allegation.accused) == (script["term"], script["accused"])
        ]
    (case,) = found
    if not script.get("determine"):
        assert case.determination is None
        return
    assert case.determination is not None
    assert case.determination.outcome == script["expect"]["outcome"]
    assert case.determination.question == script["expect"].get("question", "")
    assert [a.refused for a in case.acts] == [""] * (len(script["assessments"]) + 2)
    assert {a.member: dict(a.answers) for a in case.assessments} == {
        a["member"]: {q: a[q]["answer"] for q in YES} for a in script["assessments"]
    }


def test_the_exercise_reaches_every_outcome_and_is_intact(exercise_book):
    exercise_book.check(workers=1)
    with exercise_book.reading() as connection:
        reached = {c.determination.outcome for c in casework.cases(connection) if c.determination}
    assert reached == {s["expect"]["outcome"] for s in SCRIPT if s.get("determine")}
    assert len(reached) == 7


def test_a_dissent_is_kept_with_its_reason(exercise_book):
    with exercise_book.reading() as connection:
        found = [c for c in casework.cases(connection) if c.determination and c.determination.dissents]
    assert found
    for case in found:
        said = {a.member: a for a in case.assessments}
        for d in case.determination.dissents:
            assert said[d["member"]].answers[d["question"]] == d["answer"]
            assert said[d["member"]].reasons[d["question"]] == d["reason"]


@pytest.fixture
def opened(file_desk):
    """A desk with one case."""
    file_desk.take(row(0), row(1))
    file_desk.link()
    file_desk.allege(file_desk.incidents()[0].id)
    return file_desk


def demand_remade(desk):
    """What counts and what is refused comes out of the entries alone."""
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before
    desk.book.check(workers=1)


def test_an_allegation_opens_a_case_that_names_its_reports(opened):
    (case,) = opened.cases
    found = opened.case(case)
    assert (str(found.status), found.head, found.allegation.claimant) == (
        "no assessments",
        int(case[1:]),
        "kellan",
    )
    with opened.book.reading() as connection:
        stored = next(s for page in repo.entries(connection, found.head) for s in page)
    assert read_entry(stored).refs == tuple(sorted(m.entry for m in opened.incidents()[0].members))


def test_one_incident_can_carry_allegations_against_both_sides(opened):
    other = opened.allege(opened.incidents()[0].id, by="dorvia", accused="shore-army")
    assert opened.case(other).allegation.accused == "shore-army"
    with opened.book.reading() as connection:
        assert len(casework.cases(connection, incident=opened.incidents()[0].id)) == 2


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"incident": "i999"}, NotFound, "incident-missing"),
        ({"term": "no-such-term"}, NotFound, "term-missing"),
        ({"accused": "nobody-known"}, NotFound, "actor-missing"),
    ],
)
def test_an_allegation_needs_what_it_speaks_of(opened, change, error, code):
    given = {"incident": opened.incidents()[0].id, "term": "no-fire", "accused": "unknown", **change}
    incident = given.pop("incident")
    with pytest.raises(error) as e:
        opened.book.submit(
            lambda c: entries.allege(c, incident, claimant="kellan", reason="", **given),
            opened.members["kellan"],
        )
    assert e.value.code == code


def test_three_assessments_and_a_determination(opened):
    (case,) = opened.cases
    for n, member in enumerate(MEMBERS, 1):
        opened.assess(case, member)
        assert str(opened.case(case).status) == f"assessed by {n}"
    opened.determine(case)
    assert str(opened.case(case).status) == "violation"
    demand_remade(opened)


def test_of_two_acts_that_saw_the_same_case_the_later_is_kept_as_refused(opened):
    (case,) = opened.cases
    head = opened.case(case).head
    first = opened.assess(case, "kellan", head=head)
    second = opened.assess(case, "dorvia", head=head)
    assert (opened.refused(first), opened.refused(second)) == ("", "head-stale")
    found = opened.case(case)
    assert found.head == first
    assert [(a.actor, a.refused) for a in found.acts[1:]] == [("kellan", ""), ("dorvia", "head-stale")]
    assert [a.member for a in found.assessments] == ["kellan"]
    opened.assess(case, "dorvia")
    assert [a.member for a in opened.case(case).assessments] == ["kellan", "dorvia"]
    demand_remade(opened)


def test_a_second_assessment_replaces_the_first_and_the_first_is_kept(opened):
    (case,) = opened.cases
    opened.assess(case, "kellan", accused="no")
    between = opened.book.size()
    opened.assess(case, "kellan", accused="yes")
    assert [a.answers["accused"] for a in opened.case(case).assessments] == ["yes"]
    assert [a.answers["accused"] for a in opened.case(case, between).assessments] == ["no"]
    assert len(opened.case(case).acts) == 3
    demand_remade(opened)


def stranger(desk, name, held="member"):
    desk.members[name] = new_key(Role.DECISION, name, held)
    desk.register(desk.members[name])
    return desk.members[name]


@pytest.mark.parametrize("name", ["field-team", "shore-army", "somebody-else"])
def test_who_is_not_on_the_panel_is_not_let_assess_or_determine(opened, name):
    """An observer, a party that is accused, and somebody whom the agreement does not know."""
    (case,) = opened.cases
    stranger(opened, name)
    for act in (lambda: opened.assess(case, name), lambda: opened.determine(case, name)):
        with pytest.raises(Refused) as e:
            act()
        assert e.value.code == "not-a-member"


def forged(desk, kind, signer, head, **closed):
    """Append an act without asking the rules, as a desk of somebody's own could."""
    case = desk.cases[0]
    return desk.book.submit(lambda _c: [Draft(kind, {"case": case, "head": head}, closed, (head,))], signer)[
        0
    ].index


def test_a_strangers_assessment_that_comes_in_all_the_same_is_kept_as_refused(opened):
    key = stranger(opened, "shore-army")
    entry = forged(opened, "assessment", key, opened.case(opened.cases[0]).head, answers=YES, reasons={})
    assert opened.refused(entry) == "not-a-member"
    assert opened.case(opened.cases[0]).assessments == ()
    demand_remade(opened)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({**YES, "happened": "perhaps"}, "answer-unknown"),
        ({**YES, "deserved": "yes"}, "question-unknown"),
        ({"happened": "yes"}, "answer-missing"),
        ({}, "answer-missing"),
    ],
)
def test_an_assessment_answers_the_four_questions_and_no_others(opened, answers, code):
    (case,) = opened.cases
    with pytest.raises(BadInput) as e:
        opened.book.submit(
            lambda c: entries.assess(
                c, case, member="kellan", answers=answers, reasons={}, at=opened.book.clock()
            ),
            opened.members["kellan"],
        )
    assert e.value.code == code
    entry = forged(
        opened, "assessment", opened.members["kellan"], opened.case(case).head, answers=answers, reasons={}
    )
    assert opened.refused(entry) == code


@pytest.mark.parametrize(
    ("kind", "opened_part", "closed"),
    [
        ("assessment", {}, {"answers": YES, "reasons": {}}),
        ("assessment", {"case": "c1"}, {"answers": YES, "reasons": {}}),
        ("assessment", {"case": 1, "head": "1"}, {"answers": YES, "reasons": {}}),
        ("assessment", {"case": "c1", "head": 1}, {"answers": ["yes"], "reasons": {}}),
        ("assessment", {"case": "c1", "head": 1}, {"answers": {"happened": 1}, "reasons": {}}),
        ("determination", {"case": "c1", "head": 1}, {"outcome": "exempt", "joint": [], "dissents": {}}),
        ("allegation", {}, {"incident": 5, "term": "no-fire", "accused": "unknown", "gravity": "minor"}),
        ("allegation", {}, {"incident": "i1", "term": "no-fire", "accused": "unknown", "gravity": "dire"}),
    ],
)
def test_an_act_of_another_form_is_kept_as_refused_and_the_book_is_rebuilt(opened, kind, opened_part, closed):
    before = opened.case(opened.cases[0])
    build = [Draft(kind, opened_part, closed)]
    entry = opened.book.submit(lambda _c: build, opened.members["kellan"])[0].index
    assert opened.refused(entry) == "act-malformed"
    assert opened.case(opened.cases[0]) == before
    demand_remade(opened)


def test_a_key_that_the_host_holds_does_not_count_where_the_agreement_forbids_it(opened):
    assert b"host_held_keys: false" in AGREEMENT
    (case,) = opened.cases
    opened.members["kellan"] = stranger(opened, "kellan", held="host")
    entry = opened.assess(case, "kellan")
    assert opened.refused(entry) == "key-host-held"
    assert opened.case(case).acts[-1].held == "host"
    assert str(opened.case(case).status) == "no assessments"
    demand_remade(opened)


def test_a_key_that_the_host_holds_counts_where_the_agreement_allows_it(tmp_path):
    allowing = AGREEMENT.replace(b"host_held_keys: false", b"host_held_keys: true")
    desk = Desk.open(str(tmp_path / "test.book"), tmp_path / "keys", agreement=allowing)
    stranger(desk, "kellan", held="host")
    desk.take(row(0))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)
    assert desk.refused(desk.assess(case, "kellan")) == ""
    assert {a.held for a in desk.case(case).acts} == {"host"}


def test_a_determination_waits_for_every_member_or_for_the_deadline(opened):
    (case,) = opened.cases
    opened.assess(case, "kellan")
    opened.assess(case, "dorvia")
    with pytest.raises(Conflict) as e:
        opened.determine(case)
    assert e.value.code == "too-early"
    assert "isles-envoy" in e.value.message
    assert opened.case(case).determination is None
    clock = opened.book.clock
    clock.at += dt.timedelta(days=30)
    opened.determine(case)
    assert str(opened.case(case).status) == "undetermined"
    demand_remade(opened)


def test_a_determination_that_comes_in_too_early_all_the_same_is_kept_as_refused(opened):
    (case,) = opened.cases
    opened.assess(case, "kellan")
    entry = forged(
        opened,
        "determination",
        opened.members["kellan"],
        opened.case(case).head,
        outcome="undetermined",
        question="happened",
        joint={},
        dissents=[],
    )
    assert opened.refused(entry) == "too-early"


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "not established"},
        {"question": "exempt"},
        {"dissents": []},
        {"joint": {"happened": "yes", "covered": "yes", "exempt": "no", "accused": "yes"}},
    ],
)
def test_a_determination_that_does_not_follow_is_kept_as_refused(opened, change):
    (case,) = opened.cases
    for member in MEMBERS:
        opened.assess(case, member, accused="no" if member == "dorvia" else "yes")
    with opened.book.reading() as connection:
        (true,) = entries.determine(connection, case, actor="kellan", at=opened.book.clock())
    assert true.closed["dissents"]
    head = opened.case(case).head
    entry = forged(opened, "determination", opened.members["kellan"], head, **{**true.closed, **change})
    assert opened.refused(entry) == "outcome-false"
    assert opened.case(case).determination is None
    right = forged(opened, "determination", opened.members["kellan"], head, **true.closed)
    assert opened.refused(right) == ""
    demand_remade(opened)


def test_an_act_in_a_case_that_is_not_there_is_kept_as_refused(opened):
    opened.cases.insert(0, "c999")
    entry = forged(opened, "assessment", opened.members["kellan"], 1, answers=YES, reasons={})
    assert opened.refused(entry) == "case-missing"
    with pytest.raises(NotFound) as e:
        opened.assess("c999", "kellan")
    assert e.value.code == "case-missing"
    demand_remade(opened)


def test_a_case_can_be_determined_again_after_a_member_thought_better_of_it(opened):
    (case,) = opened.cases
    for member in MEMBERS:
        opened.assess(case, member)
    first = opened.determine(case)
    between = opened.book.size()
    opened.assess(case, "dorvia", happened="no")
    second = opened.determine(case)
    assert opened.case(case, between).determination.entry == first
    assert opened.case(case).determination.entry == second
    assert str(opened.case(case).status) == "contested"
    demand_remade(opened)
