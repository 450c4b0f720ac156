"""The exercise as it was played: what became of each allegation and each alert."""

from __future__ import annotations

import pytest
import yaml

from desk import EXERCISE
from holdfire.agreement import repo as agreement_repo
from holdfire.casework import repo as casework
from holdfire.casework.alerts import stand
from holdfire.casework.facts import facts
from holdfire.casework.surroundings import surroundings
from holdfire.linking import repo as linking
from holdfire.reports import repo as reports

SCRIPT = yaml.safe_load((EXERCISE / "cases.yaml").read_text(encoding="utf-8"))


def allegation(connection, expected):
    """The line of the allegation that an expectation is about."""
    said = next(
        a
        for a in SCRIPT["acts"]
        if a["act"] == "allegation"
        and (a["case"], a.get("label")) == (expected["case"], expected.get("label"))
    )
    incident = ""
    if "report" in said:
        claim = next(c for c, f in reports.claims(connection) if f.report.source_id == said["report"])
        incident = linking.of_claim(connection, claim)
    return next(
        b
        for b in casework.briefs(connection)
        if (b.incident, b.term, b.accused) == (incident, said["term"], said["accused"])
    )


@pytest.mark.parametrize("expected", SCRIPT["expect"], ids=lambda e: e["case"] + "-" + e.get("label", ""))
def test_each_allegation_comes_out_as_the_script_expects(exercise_book, expected):
    with exercise_book.reading() as connection:
        line = allegation(connection, expected)
        case = casework.case(connection, line.case)
    found = [d.body for d in case.of("determination", about=line.entry)]
    wanted = [expected["first"], expected] if "first" in expected else [expected]
    assert [(d.outcome, d.question) for d in found] == [(w["outcome"], w.get("question", "")) for w in wanted]
    assert found[-1].why == expected.get("why", "")
    assert not [a for a in case.acts if a.refused]


def test_the_visit_that_was_denied_is_named_and_is_an_allegation_of_its_own(exercise_book):
    with exercise_book.reading() as connection:
        denied = [b for b in casework.briefs(connection) if b.basis == "denial"]
        case = casework.case(connection, denied[0].case)
    assert [(b.accused, b.outcome) for b in denied] == [("shore-army", "violation")]
    first = case.determination(case.allegations[0].entry).body
    assert (first.why, first.denied_by) == ("access denied", ("shore-army",))


def test_a_settled_finding_bears_every_members_signature_over_the_same_bytes(exercise_book):
    with exercise_book.reading() as connection:
        settled = [
            d
            for d in casework.of_kind(connection, "determination")
            if d.body.outcome not in ("contested", "undetermined")
        ]
    assert len(settled) >= 8
    assert {frozenset(d.signers) for d in settled} == {frozenset(("isles-envoy", "kellan", "dorvia"))}


def test_one_alert_ends_well_and_one_does_not(exercise_book):
    with exercise_book.reading() as connection:
        alerts = casework.alerts(connection)
        now = exercise_book.clock()
    found = {stand(a, now).state: stand(a, now) for a in alerts}
    assert set(found) == {"quiet", "began again"}
    (fired,) = found["began again"].returned
    assert [t.kind for t in fired.tried] == ["call", "call"], "two calls were tried before fire was returned"


def test_the_clock_opened_a_case_for_each_side_that_owed_a_hand_over(exercise_book):
    with exercise_book.reading() as connection:
        owed = [b for b in casework.briefs(connection) if b.basis == "omission"]
    assert {(b.term, b.accused, b.claimant) for b in owed} == {
        ("hand-over", "shore-government", ""),
        ("hand-over", "ridge-movement", ""),
    }


def test_what_is_withdrawn_is_no_allegation_any_more_and_what_is_only_recorded_is_not_judged(exercise_book):
    with exercise_book.reading() as connection:
        lines = {b.state: b for b in casework.briefs(connection)}
        agreement = agreement_repo.current(connection).agreement
        counted = {h.case for h in facts(connection, agreement).happened}
        recorded = next(a for a in casework.of_kind(connection, "allegation") if a.body.nature == "accident")
        world = surroundings(connection, casework.case(connection, recorded.case), exercise_book.clock())
    assert lines["withdrawn"].case not in counted
    assert world.rules.tracks.recorded == ("infighting", "crime", "accident")
