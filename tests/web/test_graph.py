"""Sources against origins: what is one, what is another's, what belongs to a party, and what is not told."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from desk import AGREEMENT
from holdfire.agreement.load import load
from holdfire.reports.model import Report
from holdfire.web.graph import MOST, ROW, TOP, Carried, carried, graph

DAY = dt.date(2031, 3, 10)


def told(*reports):
    return carried(load(AGREEMENT, "mechanism.yaml"), enumerate(reports), DAY)


def named(source, origin="", kind="media"):
    return Report(original="", source=source, source_type=kind, origin=origin)


def test_an_origin_that_is_a_party_or_belongs_to_one_says_so_by_any_of_its_names():
    found = told(named("Wire", "Shore Army"), named("Fell Band"), named("Field hotline"))
    assert [c.party for c in found] == ["shore-government", "ridge-movement", ""]


def test_what_a_partys_own_source_says_is_a_partys_though_the_agreement_does_not_know_it():
    assert [c.party for c in told(named("Ridge hotline", kind="party"))] == ["Ridge hotline"]
    assert [c.party for c in told(named("Ridge hotline", "Isle Wire", "party"))] == [""]


def test_a_report_that_names_no_other_counts_as_its_sources_own():
    (first, second) = told(named("Wire"), named("Gazette", "Wire"))
    assert (first.origin, first.assumed) == ("Wire", True)
    assert (second.origin, second.assumed) == ("Wire", False)
    made = graph([first, second])
    assert [n.name for n in made.sources] == ["Wire", "Gazette"]
    assert [n.name for n in made.origins] == ["Wire"]
    assert [line.assumed for line in made.lines] == [False, False, True, False]


def test_sources_that_are_not_named_are_not_shown_to_be_one():
    made = graph(told(named(""), named("")))
    assert len(made.sources) == len(made.origins) == 2
    assert {n.name for n in made.sources} == {""}


def test_more_reports_than_fit_are_counted():
    made = graph([Carried(n, f"S{n}", "O", True, False, "") for n in range(MOST + 7)])
    assert (len(made.reports), made.left_out) == (MOST, 7)


NAMES = st.sampled_from(["A", "B", "C", "D", ""])


@given(st.lists(st.tuples(NAMES, NAMES), max_size=12))
def test_no_two_names_of_a_column_lie_on_one_another_and_all_lie_on_the_graph(pairs):
    made = graph([Carried(n, a, b, bool(a), False, "") for n, (a, b) in enumerate(pairs)])
    for column in (made.sources, made.origins):
        ys = sorted(n.y for n in column)
        assert all(b - a >= ROW - 0.2 for a, b in itertools.pairwise(ys))
        assert all(TOP - 0.1 <= y < made.height for y in ys)
    assert len(made.lines) == 2 * len(pairs)
