"""What a correction leaves as it was: the ids of claims and incidents, and what names them."""

from __future__ import annotations

import pytest

from desk import row
from holdfire.errors import NotFound
from holdfire.linking import repo as linking
from holdfire.linking.model import Verdict
from holdfire.places import repo as places
from holdfire.projecting import read_entry
from holdfire.record import repo
from holdfire.reports import entries as report_entries
from holdfire.reports import repo as reports
from holdfire.reports.model import ClaimId, Report

FIRST, SECOND, THIRD, OTHER = (ClaimId(n, 0) for n in (2, 3, 4, 5))
NOWHERE = {"lon": None, "lat": None, "radius_km": None}


def far(n, **more):
    """A report of something else: elsewhere, and on another day."""
    there = {"lon": -29.6, "lat": 29.9, "place": "Havel Quay"}
    return row(n, start="2031-03-15T09:00:00-02:00", end="2031-03-15T09:20:00-02:00", **{**there, **more})


@pytest.fixture
def linked(desk):
    """Three reports of one thing, entries 2 to 4, and one of another, entry 5."""
    desk.take(row(0), row(1), row(2), far(3))
    desk.link()
    return desk


def found(desk, at=None):
    return {i.id: i.members for i in desk.incidents(at)}


def filed(desk, at=None):
    """Which entry holds each claim."""
    with desk.book.reading() as connection:
        return {claim: report.entry for claim, report in reports.claims(connection, at)}


def demand_remade(desk):
    before = desk.dump()
    desk.book.rebuild()
    assert desk.dump() == before
    desk.book.check(workers=1)


def test_claim_and_incident_keep_their_ids_when_the_founding_report_is_corrected(linked):
    size = linked.book.size()
    linked.take(row(0, killed=[3, 3, 3]))
    assert linked.link() == 1
    assert found(linked) == {"i2": (FIRST, SECOND, THIRD), "i5": (OTHER,)}
    assert filed(linked)[FIRST] == size
    after, _ = linked.incidents()
    assert after.reports == (size, 3, 4), "and it says which entries it was read from"
    assert after.killed.high == 3
    demand_remade(linked)


def test_a_case_about_an_incident_still_finds_it_when_its_founding_report_is_corrected(linked):
    line = linked.brief(linked.allege("i2"))
    linked.take(row(0, killed=[3, 3, 3]))
    linked.link()
    with linked.book.reading() as connection:
        assert linking.get(connection, line.incident)


def test_the_book_still_reads_as_it_was_before_the_correction(linked):
    before, incidents = linked.book.size(), linked.incidents()
    linked.take(row(0, killed=[3, 3, 3]))
    linked.link()
    assert filed(linked, before)[FIRST] == 2
    assert linked.incidents(before) == incidents
    with linked.book.reading() as connection:
        first, second = linking.history(connection, "i2")
    assert (first[1], first[2]) == (second[0], second[2])


def test_a_correction_of_a_correction_keeps_the_id_too(linked):
    for n in range(1, 4):
        linked.take(row(0, killed=[n + 1, n + 1, n + 1]))
        linked.link()
    assert list(found(linked)) == ["i2", "i5"]
    with linked.book.reading() as connection:
        assert [made for made, *_ in linking.history(connection, "i2")] == [7, 10, 13, 16]
        assert reports.last(connection, [2, 5]) == {2: 14, 5: 5}
        assert reports.last(connection, [2], 13) == {2: 11}
        assert reports.roots(connection, [2, 8, 11, 14, 5]) == {2: 2, 8: 2, 11: 2, 14: 2, 5: 5}
    demand_remade(linked)


def test_corrections_within_one_file_are_one_chain(desk):
    desk.take(row(0, text="one"), row(1), row(0, text="two"), row(0, text="three"))
    assert filed(desk) == {ClaimId(2, 0): 5, ClaimId(3, 0): 3}
    demand_remade(desk)


def test_a_correction_moves_the_claim_to_where_it_now_belongs(linked):
    linked.take(far(2, text="EXERCISE. It was at the quay."))
    linked.link()
    assert found(linked) == {"i2": (FIRST, SECOND), "i5": (THIRD, OTHER)}
    with linked.book.reading() as connection:
        assert linking.of_claim(connection, THIRD) == "i5"
        assert linking.of_claim(connection, ClaimId(8, 0)) == "", "the correction's own entry names no claim"
    demand_remade(linked)


def test_an_incident_keeps_its_id_when_its_founding_claim_is_corrected_away(linked):
    linked.take(far(0, text="EXERCISE. It was at the quay."))
    linked.link()
    assert found(linked) == {"i2": (SECOND, THIRD), "i5": (FIRST, OTHER)}
    demand_remade(linked)
    linked.take(row(0))
    linked.link()
    assert found(linked) == {"i2": (FIRST, SECOND, THIRD), "i5": (OTHER,)}
    demand_remade(linked)


def test_a_founder_that_leaves_for_itself_gets_a_name_of_its_own(linked):
    before = linked.book.size()
    linked.take(far(0, lon=-29.1, lat=29.2, place="Saltern"))
    linked.link()
    assert found(linked) == {"i2": (SECOND, THIRD), "i2-2": (FIRST,), "i5": (OTHER,)}
    assert found(linked, before) == {"i2": (FIRST, SECOND, THIRD), "i5": (OTHER,)}
    with linked.book.reading() as connection:
        states = [members for *_, members in linking.history(connection, "i2")]
    assert states == [(FIRST, SECOND, THIRD), (SECOND, THIRD)]
    demand_remade(linked)


def test_a_join_undone_gives_both_their_ids_again(linked):
    linked.judge(FIRST, OTHER, Verdict.SAME)
    linked.judge(FIRST, OTHER, Verdict.NOT_SAME)
    assert found(linked) == {"i2": (FIRST, SECOND, THIRD), "i5": (OTHER,)}
    demand_remade(linked)


@pytest.mark.parametrize("corrected", [0, 1])
def test_a_persons_word_binds_after_either_report_is_corrected(linked, corrected):
    linked.judge(FIRST, SECOND, Verdict.NOT_SAME)
    linked.take(row(corrected, text="EXERCISE. As corrected."))
    linked.link()
    assert not any({FIRST, SECOND} <= set(members) for members in found(linked).values())
    linked.judge(FIRST, OTHER, Verdict.SAME)
    linked.take(far(3, text="EXERCISE. As corrected."))
    linked.link()
    assert any({FIRST, OTHER} <= set(members) for members in found(linked).values())
    demand_remade(linked)


def test_a_persons_word_refers_to_the_reports_as_they_stood(linked):
    linked.take(row(0, text="EXERCISE. As corrected."))
    linked.judge(SECOND, FIRST, Verdict.SAME)
    with linked.book.reading() as connection:
        said = [e for p in repo.entries(connection) for e in map(read_entry, p) if e.kind == "verdict"]
        assert [(v.a, v.b) for v in linking.verdicts(connection)] == [(FIRST, SECOND)]
    assert said[0].refs == (8, 3)


def test_a_claim_does_not_go_by_its_corrections_entry(linked):
    linked.take(row(0, text="EXERCISE. As corrected."))
    with pytest.raises(NotFound) as e:
        linked.judge(ClaimId(8, 0), SECOND, Verdict.SAME)
    assert e.value.code == "claim-missing"


def test_a_correction_without_a_claim_leaves_none(linked):
    linked.take(row(0, start=None, end=None, place=None, within=None, types=[], killed=None, **NOWHERE))
    linked.link()
    assert FIRST not in filed(linked)
    assert found(linked) == {"i2": (SECOND, THIRD), "i5": (OTHER,)}
    demand_remade(linked)


def test_where_the_old_place_was_found_is_not_said_of_the_corrected_one(desk):
    desk.take(row(0, **NOWHERE))
    desk.locate()
    desk.link()
    (tarn,) = desk.incidents()
    desk.take(row(0, place="Saltern", within="South Plain", **NOWHERE))
    desk.link()
    (unknown,) = desk.incidents()
    assert (unknown.id, unknown.lon) == (tarn.id, None)
    desk.locate()
    desk.link()
    (saltern,) = desk.incidents()
    assert (saltern.id, saltern.place) == (tarn.id, "Saltern")
    assert saltern.lon not in (None, tarn.lon)
    with desk.book.reading() as connection:
        assert {entry for entry, _ in places.locations(connection)} == {2, 6}
    demand_remade(desk)


def test_of_two_corrections_of_one_report_the_last_stands(desk):
    desk.take(row(0))
    for n in range(2):
        again = report_entries.report(
            Report(f"{n:064x}", "Post 0", source_id="R-0", words=str(n)), corrects=2
        )
        desk.book.submit(lambda _c, again=again: [again], desk.intake_key)
    with desk.book.reading() as connection:
        assert reports.last(connection, [2]) == {2: 5}
        assert [f.entry for f in reports.page(connection, limit=9)] == [5]
    demand_remade(desk)
