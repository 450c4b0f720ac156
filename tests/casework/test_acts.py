"""A case from allegation to determination, in a book: what counts, and what is kept as refused."""

from __future__ import annotations

import datetime as dt

import pytest

from desk import AGREEMENT, MEMBERS, YES, Desk, assessment, row
from holdfire.casework import entries, lists
from holdfire.casework import repo as casework
from holdfire.errors import BadInput, Conflict, NotFound, Refused
from holdfire.projecting import read_entry
from holdfire.record import repo
from holdfire.record.keys import Role, new_key
from holdfire.record.kinds import Draft


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
    found, line = opened.case(case), opened.brief(case)
    assert (str(line.status), found.head, line.claimant) == ("no assessments", int(case[1:]), "kellan")
    with opened.book.reading() as connection:
        stored = next(s for page in repo.entries(connection, found.head) for s in page)
    assert read_entry(stored).refs == tuple(sorted(set(opened.incidents()[0].reports)))


def test_one_incident_can_carry_allegations_against_both_sides(opened):
    other = opened.allege(opened.incidents()[0].id, by="dorvia", accused="shore-army")
    assert opened.brief(other).accused == "shore-army"
    with opened.book.reading() as connection:
        assert len(casework.briefs(connection, incident=opened.incidents()[0].id)) == 2


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
            lambda c: entries.allege(
                c, incident, claimant="kellan", reason="They fired.", at=opened.book.clock(), **given
            ),
            opened.members["kellan"],
        )
    assert e.value.code == code


def test_three_assessments_and_a_determination(opened):
    (case,) = opened.cases
    for n, member in enumerate(MEMBERS, 1):
        opened.assess(case, member)
        assert str(opened.brief(case).status) == f"assessed by {n}"
    opened.determine(case)
    assert str(opened.brief(case).status) == "violation"
    demand_remade(opened)


def answers_of(opened, case, at=None):
    found = opened.case(case, at)
    return found.assessments(found.allegations[0].entry)


def test_of_two_acts_that_saw_the_same_case_the_later_is_kept_as_refused(opened):
    (case,) = opened.cases
    head = opened.case(case).head
    first = opened.act("tasking", "kellan", case, head=head, team=["kellan", "dorvia"], task="Look.")
    second = opened.act("tasking", "dorvia", case, head=head, team=["kellan", "dorvia"], task="Look too.")
    assert (opened.refused(first), opened.refused(second)) == ("", "head-stale")
    found = opened.case(case)
    assert found.head == first
    assert [(a.actor, a.refused) for a in found.acts[1:]] == [("kellan", ""), ("dorvia", "head-stale")]
    assert opened.refused(opened.act("tasking", "dorvia", case, team=["kellan", "dorvia"], task="Too.")) == ""
    demand_remade(opened)


def test_members_assess_side_by_side_and_none_of_them_is_too_late(opened):
    (case,) = opened.cases
    head = opened.case(case).head
    for member in MEMBERS:
        assert opened.refused(opened.assess(case, member, head=head)) == ""
    assert list(answers_of(opened, case)) == list(MEMBERS)


def test_what_a_member_has_not_seen_makes_its_assessment_stale(opened):
    (case,) = opened.cases
    head = opened.case(case).head
    opened.hear(case)
    assert opened.refused(opened.assess(case, "kellan", head=head)) == "head-stale", "there was a reply"
    again = opened.case(case).head
    opened.assess(case, "kellan", head=again)
    assert opened.refused(opened.assess(case, "kellan", head=again)) == "head-stale", "its own word was newer"


def test_a_second_assessment_replaces_the_first_and_the_first_is_kept(opened):
    (case,) = opened.cases
    opened.assess(case, "kellan", accused="no")
    between = opened.book.size()
    opened.assess(case, "kellan", accused="yes")
    assert [a.answers["accused"] for a in answers_of(opened, case).values()] == ["yes"]
    assert [a.answers["accused"] for a in answers_of(opened, case, between).values()] == ["no"]
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
    if name not in opened.members:
        stranger(opened, name)
    for act in (lambda: opened.assess(case, name), lambda: opened.determine(case, name)):
        with pytest.raises(Refused) as e:
            act()
        assert e.value.code == "not-a-member"


def forged(desk, kind, signer, head, **closed):
    """Append an act without asking the rules, as a desk of somebody's own could."""
    case = desk.cases[0]
    about = int(case[1:])
    keys = signer if isinstance(signer, list) else [signer]
    speaks = {"actor": keys[0].public.actor}
    draft = Draft(kind, {**speaks, "case": case, "head": head, "about": about}, closed, (head,))
    return desk.book.submit(lambda _c: [draft], *keys)[0].index


def test_a_strangers_assessment_that_comes_in_all_the_same_is_kept_as_refused(opened):
    key, head = opened.members["shore-army"], opened.case(opened.cases[0]).head
    entry = forged(opened, "assessment", key, head, **assessment("ridge-movement", "shore-army", {}))
    assert opened.refused(entry) == "not-a-member"
    assert answers_of(opened, opened.cases[0]) == {}
    demand_remade(opened)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({**YES, "happened": "perhaps"}, "act-malformed"),
        ({**YES, "deserved": "yes"}, "act-malformed"),
        ({"happened": "yes"}, "answer-missing"),
        ({}, "answer-missing"),
    ],
)
def test_an_assessment_answers_the_four_questions_and_no_others(opened, answers, code):
    (case,) = opened.cases
    with pytest.raises(BadInput) as e:
        opened.act("assessment", "kellan", case, answers=answers)
    assert e.value.code == code
    entry = forged(opened, "assessment", opened.members["kellan"], opened.case(case).head, answers=answers)
    assert opened.refused(entry) == code


@pytest.mark.parametrize(
    ("kind", "opened_part", "closed"),
    [
        ("assessment", {}, {"answers": YES}),
        ("assessment", {"case": "c1"}, {"answers": YES}),
        ("assessment", {"case": 1, "head": "1"}, {"answers": YES}),
        ("assessment", {"case": "c1", "head": 1, "about": "1"}, {"answers": YES}),
        ("assessment", {"case": "c1", "head": 1}, {"answers": ["yes"]}),
        ("assessment", {"case": "c1", "head": 1}, {"answers": {"happened": 1}}),
        ("determination", {"case": "c1", "head": 1}, {"outcome": "exempt", "joint": [], "dissents": {}}),
        ("notice", {"case": "c1", "head": True}, {"to": "kellan"}),
        ("allegation", {}, {"incident": 5, "term": "no-fire", "accused": "unknown", "gravity": "minor"}),
        ("allegation", {}, {"incident": "i1", "term": "no-fire", "accused": "unknown", "gravity": "dire"}),
    ],
)
def test_an_act_of_another_form_is_kept_as_refused_and_the_book_is_rebuilt(opened, kind, opened_part, closed):
    before = opened.case(opened.cases[0])
    build = [Draft(kind, {"actor": "kellan"} | opened_part, closed)]
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
    assert str(opened.brief(case).status) == "no assessments"
    demand_remade(opened)


def test_a_key_that_the_host_holds_counts_where_the_agreement_allows_it(tmp_path):
    allowing = AGREEMENT.replace(b"host_held_keys: false", b"host_held_keys: true")
    desk = Desk.open(str(tmp_path / "test.book"), tmp_path / "keys", agreement=allowing)
    stranger(desk, "kellan", held="host")
    desk.take(row(0))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)
    assert desk.refused(desk.assess(case, "kellan")) == ""
    assert [a.held for a in desk.case(case).acts] == ["host", "host"]


def test_a_determination_waits_for_every_member_or_for_the_deadline(opened):
    (case,) = opened.cases
    opened.hear(case)
    opened.assess(case, "kellan")
    opened.assess(case, "dorvia")
    with pytest.raises(Conflict) as e:
        opened.determine(case)
    assert e.value.code == "too-early"
    assert "isles-envoy" in e.value.message
    assert opened.determination(case) is None
    clock = opened.book.clock
    clock.at += dt.timedelta(days=30)
    opened.determine(case)
    assert str(opened.brief(case).status) == "undetermined"
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
    opened.hear(case)
    for member in MEMBERS:
        opened.assess(case, member, accused="no" if member == "dorvia" else "yes")
    with opened.book.reading() as connection:
        (true,) = entries.determine(connection, case, actor="kellan", at=opened.book.clock(), signers=MEMBERS)
    assert true.closed["dissents"]
    head, keys = opened.case(case).head, [opened.members[m] for m in MEMBERS]
    entry = forged(opened, "determination", keys, head, **{**true.closed, **change})
    assert opened.refused(entry) == "outcome-false"
    assert opened.determination(case) is None
    right = forged(opened, "determination", keys, head, **true.closed)
    assert opened.refused(right) == ""
    demand_remade(opened)


def test_an_act_in_a_case_that_is_not_there_is_kept_as_refused(opened):
    opened.cases.insert(0, "c999")
    draft = Draft(
        "assessment", {"actor": "kellan", "case": "c999", "head": 1, "about": 1}, {"answers": YES}, (1,)
    )
    entry = opened.book.submit(lambda _c: [draft], opened.members["kellan"])[0].index
    assert opened.refused(entry) == "case-missing"
    with pytest.raises(NotFound) as e:
        opened.act("tasking", "kellan", "c999", team=["kellan"], task="Look.")
    assert e.value.code == "case-missing"
    demand_remade(opened)


def test_by_the_clock_a_case_is_opened_once_for_whoever_owes(file_desk):
    """The exercise's hand-over was owed by 14 March; nobody has said that it is done."""

    def tick():
        return file_desk.book.submit(
            lambda c: entries.overdue(c, file_desk.book.clock()), file_desk.intake_key
        )

    assert len(tick()) == 2
    assert tick() == []
    with file_desk.book.reading() as connection:
        first = casework.briefs(connection)[0]
    draft = Draft(
        "overdue", {}, {"basis": "omission", "term": first.term, "accused": first.accused, "reason": "x"}
    )
    entry = file_desk.book.submit(lambda _c: [draft], file_desk.intake_key)[0].index
    assert file_desk.refused(entry) == "done-already", "the desk's own key cannot double it"
    demand_remade(file_desk)


def test_under_observe_only_nothing_is_assessed_or_found(tmp_path):
    watching = AGREEMENT.replace(b"decision: {rule: consensus}", b"decision: {rule: observe only}")
    desk = Desk.open(str(tmp_path / "test.book"), tmp_path / "keys", agreement=watching)
    desk.take(row(0))
    desk.link()
    case = desk.allege(desk.incidents()[0].id)
    for act in (lambda: desk.assess(case, "kellan"), lambda: desk.determine(case)):
        with pytest.raises(Refused) as e:
            act()
        assert e.value.code == "observes-only"


def test_a_determined_case_is_heard_again_once_it_is_reopened(opened):
    (case,) = opened.cases
    for member in MEMBERS:
        opened.assess(case, member)
    first = opened.determine(case)
    between = opened.book.size()
    with pytest.raises(Conflict) as e:
        opened.assess(case, "dorvia", happened="no")
    assert e.value.code == "allegation-closed"
    opened.act("reopening", "dorvia", case, reason="We looked again.")
    assert str(opened.brief(case).status) == "reopened"
    for member in MEMBERS:
        opened.assess(case, member, happened="no" if member == "dorvia" else "yes")
    second = opened.determine(case)
    assert opened.brief(case, between).determined == first
    assert opened.brief(case).determined == second
    assert str(opened.brief(case).status) == "contested"
    demand_remade(opened)


def test_alerts_come_newest_first_on_every_engine(desk):
    raised = [desk.act("alert", "ridge-movement", place="Tarn", type="A1", words="Shots.") for _ in range(12)]
    desk.act("call", "dorvia", f"a{raised[3]}", to="kellan", channel="Liaison line")
    with desk.book.reading() as connection:
        assert [a.id for a in casework.alerts(connection)] == [f"a{n}" for n in reversed(raised)]
        (page,) = lists.alerts(connection, None, lists.Raised(), lists.Page(1, 8))
        assert [a.kind for a in page.acts] == ["alert", "call"]
