"""What is found by somebody who does not see all: by own words where they may be read, by extracts where not."""

from __future__ import annotations

import pytest

from desk import row
from holdfire.agreement import repo as agreement
from holdfire.search import repo
from holdfire.search.asking import asked
from holdfire.search.model import KINDS, Box, Cursor, Query, Reach
from holdfire.search.reach import blurred

ALL = frozenset(KINDS)
MEMBER = Reach(ALL)
INTAKE = Reach(ALL, "intake")


@pytest.fixture
def told(desk):
    desk.take(
        row(0, source="Ferry Gazette", source_type="media", text="EXERCISE. Lanterns by the blue house."),
        row(1, source="Old Bakerwoman", source_type="witness", text="EXERCISE. Lanterns on the weir."),
        row(
            2,
            source_type="media",
            place="Saltern",
            text="EXERCISE. Tarn was quiet.",
            lon=-30.0249,
            lat=30.0201,
        ),
    )
    return desk


def search(desk, words="", reach=MEMBER, at=None, after=None, limit=20, **more):
    with desk.book.reading() as connection:
        query = asked(agreement.current(connection, at).agreement, words, **more)
        return repo.find(connection, query, at, after, limit, reach)


def entries(found):
    assert found.total == len(found.hits)
    return [h.entry for h in found.hits]


def text(found):
    return " ".join(piece for h in found.hits for line in h.lines for piece, _ in line)


@pytest.mark.parametrize(
    "words", ["lanterns", "blue house", '"by the blue"', "old bakerwoman", "x:tarn", "quiet"]
)
def test_words_that_are_not_read_find_nothing(told, words):
    assert search(told, words, kind="report") == repo.Found((), 0, more=False, after=None)
    assert entries(search(told, words, INTAKE, kind="report")) or words == "x:tarn"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tarn", [3, 2]),
        ('"ferry gazette"', [2]),
        ('"gazette ferry"', []),
        ("saltern", [4]),
        ("middle ridge", [4, 3, 2]),
        ("saltern ridge", [4]),
    ],
)
def test_what_an_extract_says_is_found(told, words, found):
    assert entries(search(told, words, kind="report")) == found


def test_of_an_extract_only_its_lines_are_shown(told):
    shown = text(search(told, "tarn", kind="report"))
    assert "Tarn" in shown
    for hidden in ("Lanterns", "weir", "Bakerwoman", "EXERCISE"):
        assert hidden not in shown
    assert "Lanterns" in text(search(told, "lanterns", INTAKE, kind="report"))


def test_a_filter_without_words_finds_both_sorts_and_pages_through_them(told):
    """A release makes a new state of a report, which then comes first."""
    told.open_words(3)
    assert entries(search(told, kind="report")) == [3, 4, 2]
    first = search(told, kind="report", limit=2)
    assert (first.total, [h.entry for h in first.hits]) == (3, [3, 4])
    second = search(told, kind="report", limit=2, after=first.after)
    assert [h.entry for h in second.hits] == [2]
    assert isinstance(first.after, Cursor)


def test_a_release_opens_words_to_be_found_from_then_on(told):
    size = told.book.size()
    told.open_words(3)
    assert entries(search(told, "lanterns", kind="report")) == [3]
    assert "Bakerwoman" in text(search(told, "old bakerwoman", kind="report"))
    assert entries(search(told, "lanterns", kind="report", at=size)) == []
    assert entries(search(told, "lanterns", kind="report", at=size + 1)) == [3]


def test_another_intake_finds_no_more_than_a_member(told):
    assert entries(search(told, "lanterns", Reach(ALL, "field-team"), kind="report")) == []


def test_a_box_tells_no_more_than_the_hundredth_that_is_read(told):
    """The report at -30.0249 is read as -30.02: no box tells in which half of that it lies."""
    near, far = "-30.0251,30,-30.0245,31", "-30.0199,30,-30.0195,31"
    assert entries(search(told, kind="report", box=near)) == entries(search(told, kind="report", box=far))
    with told.book.reading() as connection:
        query = asked(agreement.current(connection).agreement, kind="report", box=far)
        assert not repo.find(connection, query).hits


@pytest.mark.parametrize(
    ("box", "wide"),
    [
        (Box(1.0, 2.0, 1.0, 2.0), Box(0.995, 1.995, 1.005, 2.005)),
        (Box(1.001, -90.0, 1.009, 90.0), Box(0.995, -90.0, 1.015, 90.0)),
        (Box(179.0, 0.0, -179.0, 1.0), Box(178.995, -0.005, -178.995, 1.005)),
        (Box(5.001, 0.0, 5.0, 1.0), Box(-180.0, -0.005, 180.0, 1.005)),
    ],
)
def test_a_box_grows_to_half_way_between_hundredths_and_never_turns_round(box, wide):
    assert blurred(Query(box=box)).box == pytest.approx(wide)


def test_only_the_things_named_are_found(told):
    assert entries(search(told, kind="report", reach=Reach(ALL, "intake", {"report": ["2", "4"]}))) == [4, 2]
    assert entries(search(told, kind="report", reach=Reach(ALL, "", {"report": ["3"]}))) == [3]
    assert entries(search(told, kind="report", reach=Reach(ALL, "", {"report": []}))) == []
    assert entries(search(told, kind="report", reach=Reach(ALL - {"report"}))) == []


def test_other_kinds_are_found_as_ever_unless_kept_out(told):
    told.link()
    incidents = search(told, kind="incident")
    assert incidents.total
    name = incidents.hits[0].thing
    assert [
        h.thing for h in search(told, kind="incident", reach=Reach(ALL, "", {"incident": [name]})).hits
    ] == [name]
    assert not search(told, kind="incident", reach=Reach(ALL, "", {"incident": ["i0"]})).hits
    assert search(told, "shore", kind="actor", reach=Reach(frozenset({"actor"}))).hits
    assert {h.kind for h in search(told, "tarn", reach=Reach(frozenset({"incident"}))).hits} == {"incident"}
    assert not search(told, "tarn", reach=Reach(frozenset())).hits
