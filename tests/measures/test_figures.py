"""The figures of a few allegations, worked out by hand."""

from __future__ import annotations

import pytest

from holdfire.measures.answers import cross_confirmation, members_answers, replies
from holdfire.measures.backlog import absences, backlog
from holdfire.measures.durations import durations
from holdfire.measures.intervals import wilson
from holdfire.measures.model import Absence, Assessed, Found, Spell, Stated
from holdfire.measures.outcomes import bin_of, calibration, outcomes, reversals

DAY = 86_400_000_000
WHOLE = {"happened": "yes", "covered": "yes", "exempt": "no", "accused": "yes"}


def by(figures, measure):
    return {(f.by, f.of): f for f in figures if f.measure == measure}


def waited(days, *, came=True, due=10.0, whom="kellan"):
    end = round(days * DAY)
    return Spell("reply", whom, 0, end if came else None, end, not came, round(due * DAY), (1, 2))


def test_times_count_what_still_waits_and_shares_leave_out_what_is_not_due(matter):
    spells = [waited(1), waited(2), waited(12), waited(4, came=False), waited(20, came=False)]
    found = list(durations([matter(spells=(s,)) for s in spells]))
    half, share = by(found, "step.reply.median")["", ""], by(found, "step.reply.in time")["", ""]
    # Left after 1, 2, 12 days: 4/5, 3/5, and 3/10 with two still waited for.
    assert (half.value, half.n, half.unit) == (12, 5, "days")
    assert (share.value, share.n) == (2 / 4, 4)  # done late, and overdue, are both not in time
    assert (share.low, share.high) == wilson(2, 4)
    assert half.counts == share.counts == (2, 2, 1, 5)


def test_who_was_to_act_is_told_apart(matter):
    made = [matter(spells=(waited(1), waited(11, whom="dorvia")))]
    found = by(durations(made), "step.reply.in time")
    assert {of: f.value for (split, of), f in found.items() if split == "whom"} == {"kellan": 1, "dorvia": 0}


def test_the_backlog_counts_what_is_open_and_how_old_it_is(matter):
    made = [matter(at=n * DAY) for n in (0, 5, 8)] + [
        matter("violation", at=0),
        matter(at=0, state="withdrawn"),
    ]
    found = list(backlog(made, 10 * DAY))
    assert by(found, "open")["", ""].value == 3
    assert by(found, "open.median")["", ""].value == 5
    assert by(found, "open.oldest")["", ""].value == 10
    assert all((f.low, f.high) == (None, None) for f in found)


def test_a_clock_is_overdue_only_while_somebody_waits(matter):
    late, given_up = waited(11, came=False), waited(11, came=False)._replace(waiting=False)
    found = by(
        backlog([matter(spells=(late, given_up, waited(12), waited(3, came=False)))], 0), "overdue.reply"
    )
    assert found["", ""].value == 1


def test_replies_are_counted_in_both_directions(matter):
    made = [matter(reply=r) for r in ("admitted", "denied", "denied", "none", "")]
    made += [matter(reply="justified", claimant_side="shore", accused_side="ridge")]
    denied = by(replies(made), "reply.denied")
    assert (denied["pair", "ridge > shore"].value, denied["pair", "ridge > shore"].n) == (0.5, 4)
    assert (denied["pair", "shore > ridge"].value, denied["pair", "shore > ridge"].n) == (0, 1)


def assessed(answers, *, member="kellan", side="shore", own=True, late=False, entry=5):
    return Assessed(member, side, own, answers, late, entry)


def test_a_members_answers_are_apart_where_its_own_side_was_accused(matter):
    made = [matter(assessed=(assessed(WHOLE),)), matter(assessed=(assessed(WHOLE | {"accused": "no"}),))]
    made += [matter(assessed=(assessed(WHOLE, own=False),))]
    found = by(members_answers(made), "answer.accused.yes")
    assert found["member", "kellan/own"].value == 0.5
    assert found["member", "kellan/other"].value == 1
    assert found["", ""].n == 3


def test_the_other_sides_allegations_are_confirmed_exempt_refused_or_met_with_silence(matter):
    answers = [WHOLE, WHOLE | {"exempt": "yes"}, WHOLE | {"accused": "cannot say"}]
    made = [matter(assessed=(assessed(a),)) for a in answers]
    made += [matter(assessed=(assessed({}, late=True, entry=None),))]
    made += [matter(assessed=(assessed({}, late=False, entry=None),))]  # can still be answered in time
    made += [
        matter(assessed=(assessed(WHOLE, member="dorvia", side="ridge", own=False),))
    ]  # the claimant's own
    found = list(cross_confirmation(made))
    values = {f.measure: (f.of, f.value, f.n) for f in found}
    assert values == {
        f"cross.{sort}": ("ridge > shore", 0.25, 4)
        for sort in ("confirmed", "exempt", "not confirmed", "silent")
    }


def test_outcomes_are_shares_of_determinations_that_stand(matter):
    made = [
        matter("violation"),
        matter("contested"),
        matter("undetermined"),
        matter("exempt", accused_side="ridge"),
    ]
    made += [matter(), matter("violation", state="reopened")]
    found = list(outcomes(made))
    assert by(found, "outcome.contested")["accused", "shore"].value == pytest.approx(1 / 3)
    assert by(found, "outcome.exempt")["accused", "ridge"].value == 1
    assert by(found, "outcome.other")["", ""].n == 4


def test_a_reopening_that_changes_nothing_is_no_reversal(matter):
    def again(changed):
        return matter(
            "violation", found=(Found(1, 0, "contested", {}, ""), Found(2, 9, "violation", {}, "", changed))
        )

    found = by(reversals([again(True), again(False), again(False), matter("violation")]), "reopened.changed")
    assert (found["", ""].value, found["", ""].n) == (pytest.approx(1 / 3), 3)


def test_the_brier_score_is_the_mean_squared_miss(matter):
    made = [matter(stated=(Stated("kellan", 90, True, (1, 2)), Stated("dorvia", 60, False, (3, 2))))]
    found = list(calibration(made))
    assert by(found, "brier")["", ""].value == pytest.approx((0.1**2 + 0.6**2) / 2)
    assert by(found, "brier")["member", "dorvia"].value == pytest.approx(0.36)
    assert by(found, "confidence.came")["confidence", "90-100"].value == 1
    assert all("not the truth" in str(f.note) for f in found)


@pytest.mark.parametrize(("confidence", "bin_"), [(0, "0-49"), (50, "50-59"), (89, "80-89"), (100, "90-100")])
def test_every_confidence_lies_in_one_bin(confidence, bin_):
    assert bin_of(confidence) == bin_


def test_days_of_absence_run_on_while_a_member_has_not_come_back():
    gone = [Absence("dorvia", 0, 2 * DAY, (1, 2)), Absence("dorvia", 5 * DAY, None, (3,))]
    [found] = absences(gone, 9 * DAY)
    assert (found.value, found.of, found.entries, str(found.note)) == (
        6,
        "dorvia",
        (1, 2, 3),
        "takes no part now",
    )
