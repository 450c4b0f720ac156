"""Outlets that carry one story are one origin, and the join says why. All texts are exercises."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.origin import Story, origins

WIRE = (
    "Shells fell on the mill road east of Tarn on Monday, two residents of the exercise said. The Shore Army denied"
    " that its guns had fired, and asked the Joint Field Team to look at the craters before the end of the week."
)
OTHER = (
    "Talks on the crossings of the island will begin in Vessel on the second of April, the envoy's office announced"
    " after a day of meetings with both delegations in the harbour of Havel."
)
QUOTES = (
    '"We did not fire a single shell on that road," a spokesman said. {} "Whoever says so has not been there since the'
    ' truce began," he added.'
)


def groups(*stories):
    return [o.stories for o in origins(stories)]


def test_a_copy_and_a_shortened_copy_are_one_origin_with_the_agencys_name():
    copy = Story("b", "Island Post", WIRE, "Marenna News Agency", "2031-03-04")
    short = Story("c", "Kellan Radio", WIRE[:110] + " More follows.", "", "2031-03-04")
    [found] = origins([copy, short])
    assert found.name == "Marenna News Agency"
    assert found.stories == ("b", "c")
    assert [j.reason for j in found.joins] == ["copy"]
    assert found.joins[0].share >= 0.5


def test_other_news_is_another_origin():
    assert groups(Story("a", "Island Post", WIRE), Story("b", "Island Post", OTHER)) == [("a",), ("b",)]


def test_a_rewrite_that_shares_two_quotations_is_one_origin():
    one = Story("a", "Island Post", QUOTES.format("Residents of Tarn had told of a night of fire."))
    two = Story("b", "Kellan Radio", QUOTES.format("It was the army's first word on it, and it came late."))
    [found] = origins([one, two])
    assert found.joins[0].reason in {"quotations", "copy"}


def test_without_a_credit_the_earliest_source_names_the_origin():
    later = Story("a", "Island Post", WIRE, "", "2031-03-05")
    first = Story("b", "Kellan Radio", WIRE, "", "2031-03-04")
    assert [o.name for o in origins([later, first])] == ["Kellan Radio"]


def test_two_stories_of_one_agency_are_two_origins():
    stories = [Story(i, "Island Post", t, "MNA", "2031-03-04") for i, t in (("a", WIRE), ("b", OTHER))]
    assert groups(*stories) == [("a",), ("b",)]


@given(st.lists(st.sampled_from([WIRE, OTHER, WIRE[:110], "", "Two dead."]), max_size=8))
def test_every_story_has_one_origin(texts):
    found = origins([Story(str(n), "s", t) for n, t in enumerate(texts)])
    assert sorted(s for o in found for s in o.stories) == [str(n) for n in range(len(texts))]
