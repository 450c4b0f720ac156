"""What actors said of texts, what became of their reservations, and how the texts reached them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.agreement.model import Instrument, Position, Presentation, Receipt
from holdfire.agreement.positions import last_said, reached, reservations, timelines, unconfirmed
from holdfire.agreement.tangles import tangles

LATER = dt.date(2030, 6, 1)


def position(stance, on, mouth="yes", terms=(), actor="south-league"):
    day = dt.date.fromisoformat(on)
    return Position(actor=actor, instrument="truce", stance=stance, day=day, own_mouth=mouth, terms=terms)


def saying(clean, *positions):
    return clean.model_copy(update={"positions": positions})


def standing(clean, *positions, on=LATER):
    found = reservations(saying(clean, *positions), "truce", on)
    return {r.term.id if r.term else None for r in found if r.ended is None}


def test_a_timeline_has_everything_said_and_what_was_said_by_its_own_mouth(clean):
    lines = {line.actor: line for line in timelines(clean, LATER)}
    assert [p.stance for p in lines["south-league"].said] == ["withholds", "reserves", "accepts"]
    assert lines["south-league"].stands.stance == "accepts"
    assert lines["south-league"].own is lines["south-league"].stands
    assert [line.actor for line in timelines(clean, dt.date(2029, 12, 11))] == ["south-league"]


def test_who_only_others_speak_for_is_unconfirmed_though_it_spoke_before(clean):
    said = saying(clean, position("accepts", "2029-12-28"), position("rejects", "2030-01-02", mouth="no"))
    (line,) = unconfirmed(said, LATER)
    assert (line.stands.stance, line.own.stance) == ("rejects", "accepts")
    assert unconfirmed(said, dt.date(2030, 1, 1)) == []


def test_a_reservation_holds_from_the_day_on_which_it_was_made(clean):
    made = position("reserves", "2029-12-20", terms=("withdraw",))
    (found,) = reservations(saying(clean, made), "truce", LATER)
    assert (found.term.id, found.actor, found.made.day, found.ended) == (
        "withdraw",
        "south-league",
        dt.date(2029, 12, 20),
        None,
    )
    assert reservations(saying(clean, made), "truce", dt.date(2029, 12, 19)) == []


def test_a_reservation_without_terms_is_on_the_text_as_a_whole(clean):
    assert standing(clean, position("reserves", "2029-12-20")) == {None}


def test_a_later_acceptance_ends_it_and_is_named(clean):
    (found,) = reservations(clean, "truce", LATER)
    assert (found.ended.stance, found.ended.day) == ("accepts", dt.date(2029, 12, 28))
    assert standing(clean, *clean.positions, on=dt.date(2029, 12, 27)) == {"withdraw"}


def test_an_acceptance_that_names_terms_keeps_those_and_ends_the_others(clean):
    made = position("reserves", "2029-12-20", terms=("withdraw", "no-fire"))
    assert standing(clean, made, position("accepts", "2029-12-28", terms=("withdraw",))) == {"withdraw"}
    assert standing(clean, position("accepts", "2029-12-28", terms=("no-fire",))) == {"no-fire"}


@pytest.mark.parametrize("stance", ["rejects", "withholds", "suspends", "withdraws"])
def test_no_other_stance_ends_one(clean, stance):
    made = position("reserves", "2029-12-20", terms=("withdraw",))
    assert standing(clean, made, position(stance, "2029-12-28")) == {"withdraw"}


@pytest.mark.parametrize(
    ("made", "accepted", "ends"),
    [
        ("yes", "no", False),
        ("yes", "unknown", False),
        ("unknown", "no", False),
        ("no", "no", True),
        ("no", "yes", True),
    ],
)
def test_an_acceptance_less_surely_its_own_does_not_end_it(clean, made, accepted, ends):
    given = (
        position("reserves", "2029-12-20", made, ("withdraw",)),
        position("accepts", "2029-12-28", accepted),
    )
    assert standing(clean, *given) == (set() if ends else {"withdraw"})


def test_what_others_told_first_is_as_firm_as_its_own_word_once_it_says_so(clean):
    told = position("reserves", "2029-12-19", "no", ("withdraw",))
    own = position("reserves", "2029-12-20", "yes", ("withdraw",))
    assert standing(clean, told, own, position("accepts", "2029-12-28", "no")) == {"withdraw"}


def test_an_acceptance_by_another_ends_nothing(clean):
    made = position("reserves", "2029-12-20", terms=("withdraw",))
    assert standing(clean, made, position("accepts", "2029-12-28", actor="north-army")) == {"withdraw"}


POSITIONS = st.lists(
    st.builds(
        position,
        stance=st.sampled_from(["accepts", "reserves", "rejects", "suspends"]),
        on=st.sampled_from(["2029-12-20", "2029-12-21", "2029-12-22"]),
        mouth=st.sampled_from(["yes", "no", "unknown"]),
        terms=st.sampled_from([(), ("withdraw",), ("no-fire",), ("withdraw", "no-fire")]),
    ),
    max_size=8,
)


@given(POSITIONS)
def test_after_its_own_plain_acceptance_an_actor_reserves_on_nothing(clean, said):
    assert standing(clean, *said, position("accepts", "2029-12-23")) == set()


@given(POSITIONS)
def test_nobody_reserves_twice_on_one_clause_at_once(clean, said):
    found = [r for r in reservations(saying(clean, *said), "truce", LATER) if r.ended is None]
    assert len({r.term and r.term.id for r in found}) == len(found)


PACT = Instrument(id="pact", kind="agreement", title="Pact", parties=("reed-company",))


def reach(clean, *shown, said=(), on=LATER, **fields):
    pact = PACT.model_copy(update={"presented": shown, **fields})
    agreement = clean.model_copy(
        update={
            "instruments": (*clean.instruments, pact),
            "positions": tuple(p.model_copy(update={"instrument": "pact"}) for p in said),
        }
    )
    return {r.actor: r.reach for r in reached(agreement, pact, on)}["reed-company"]


def shown(on=None, to="reed-company", received=None):
    day = on and dt.date.fromisoformat(on)
    return Presentation(to=to, day=day, receipt=received and Receipt(received=received))


def reed(stance, on, mouth="yes"):
    return position(stance, on, mouth, actor="reed-company")


@pytest.mark.parametrize(
    ("presented", "said", "state"),
    [
        ((), (), "no record"),
        ((shown("2030-03-01"),), (), "presented"),
        ((shown(),), (), "presented"),
        ((shown("2030-07-01"), shown("2030-03-01", "verria")), (), "no record"),
        ((shown("2030-03-01", "south-league"),), (), "through"),
        ((shown("2030-01-15", "south-league"),), (), "no record"),
        ((), (reed("rejects", "2030-03-01"),), "answered"),
        ((), (reed("rejects", "2030-03-01", "no"),), "no record"),
        ((), (reed("withholds", "2030-03-01"),), "no record"),
        ((), (reed("not presented", "2030-03-01", "unknown"),), "not presented"),
        ((shown(),), (reed("not presented", "2030-03-01"),), "disputed"),
        ((shown("2030-02-28"),), (reed("not presented", "2030-03-01"),), "disputed"),
        ((shown("2030-03-02"),), (reed("not presented", "2030-03-01"),), "presented"),
        ((shown("2030-02-28", received="yes"),), (reed("not presented", "2030-02-27"),), "presented"),
        ((shown("2030-02-28", received="no"),), (), "disputed"),
        ((shown("2030-02-28", received="no"),), (reed("rejects", "2030-03-01"),), "presented"),
        ((), (reed("not presented", "2030-03-01"), reed("accepts", "2030-03-02")), "answered"),
        ((shown("2030-03-01", "south-league"),), (reed("not presented", "2030-03-02"),), "disputed"),
    ],
)
def test_how_a_text_reached_an_actor(clean, presented, said, state):
    assert reach(clean, *presented, said=said) == state


def test_who_signed_it_or_presented_it_knows_it(clean):
    version = (
        clean.instruments[0].versions[0].model_copy(update={"signatories": ("reed-company",), "terms": ()})
    )
    signed = {"versions": (version,), "signed": dt.date(2030, 3, 1)}
    assert reach(clean, **signed) == "signed"
    drafted = {**signed, "drafted": dt.date(2030, 2, 1)}
    assert reach(clean, **drafted, on=dt.date(2030, 2, 28)) == "no record"
    assert reach(clean, signed=dt.date(2030, 3, 1)) == "signed"
    assert reach(clean, Presentation(to="verria", by="reed-company")) == "signed"


def test_a_text_that_does_not_exist_yet_concerns_nobody(clean):
    truce = clean.instruments[0]
    assert reached(clean, truce, dt.date(2029, 11, 19)) == []
    assert len(reached(clean, truce, dt.date(2029, 11, 20))) == 5


def test_the_last_day_is_that_of_the_last_word_and_not_of_talks_to_come(clean):
    assert last_said(clean) == dt.date(2030, 2, 10)
    assert last_said(clean.model_copy(update={"conditions": ()})) == dt.date(2030, 2, 3)


def test_a_clause_of_another_text_cannot_be_reserved_on_but_one_of_a_part_can(clean):
    said = position("reserves", "2029-12-20", terms=("no-fire",)).model_copy(update={"instrument": "pact"})
    apart = clean.model_copy(update={"instruments": (*clean.instruments, PACT), "positions": (said,)})
    assert [fault.code for fault in tangles(apart)] == ["term-elsewhere"]
    inside = (clean.instruments[0].model_copy(update={"part_of": "pact"}), PACT)
    assert list(tangles(apart.model_copy(update={"instruments": inside}))) == []
