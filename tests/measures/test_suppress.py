"""Small numbers: what is held back cannot be worked out from what is shown, even by who knows how it was chosen."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.measures.suppress import held_back, may_be_named, publishable

ROWS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(any), min_size=1, max_size=6)


def table(rows):
    """Rows of two sorts of allegations, with how many they are in all."""
    return {f"row {n}": (a, b, a + b) for n, (a, b) in enumerate(rows)}


def total(rows):
    return tuple(map(sum, zip(*rows, strict=True)))


def test_a_small_number_alone_takes_the_next_smallest_row_with_it():
    assert held_back({"a": (2,), "b": (20,), "c": (9,)}) == {"a", "c"}


def test_two_small_numbers_that_add_up_to_a_small_one_take_a_third():
    assert held_back({"a": (2,), "b": (2,), "c": (9,), "d": (20,)}) == {"a", "b", "c"}


def test_nothing_is_held_back_where_no_number_is_small():
    assert held_back({"a": (0, 7, 7), "b": (5, 5, 10)}) == frozenset()


def test_rows_that_must_all_be_ones_are_not_even_named():
    rows = dict.fromkeys("abcde", (1,))
    assert held_back(rows) == rows.keys()
    assert not may_be_named(rows, held_back(rows))


@given(ROWS)
def test_what_can_be_worked_out_by_subtraction_is_itself_fit_to_print(rows):
    made = table(rows)
    if not publishable(total(made.values())):
        return
    hidden = held_back(made)
    assert all(publishable(made[name]) for name in made if name not in hidden)
    if hidden:
        assert publishable(total(made[name] for name in hidden))
        assert len(hidden) != 1


@given(ROWS)
def test_of_each_row_that_is_named_and_held_back_every_small_number_remains_possible(rows):
    made = table(rows)
    hidden = held_back(made)
    if hidden and may_be_named(made, hidden):
        all_of_them = total(made[name] for name in hidden)[-1]
        assert all_of_them - (len(hidden) - 1) >= 4


def test_rows_of_one_size_go_together_so_that_their_names_tell_nothing():
    assert held_back({"a": (5,), "b": (5,), "c": (4,), "d": (9,)}) == {"a", "b", "c"}


def page(rows):
    """What a reader is given: the total, and each row, or that it is held back, or that the whole split is."""
    made = {str(n): (*counts, sum(counts)) for n, counts in enumerate(rows)}
    whole = total(made.values())
    if not publishable(whole):
        return "held back"
    hidden = held_back(made)
    if hidden and not may_be_named(made, hidden):
        return whole
    return whole, tuple(None if name in hidden else counts for name, counts in made.items())


def pages(tables):
    found = {}
    for rows in tables:
        found.setdefault(page(rows), []).append(rows)
    found.pop("held back", None)
    return found


ONE_SORT = [(k,) for k in range(1, 10)]
TWO_SORTS = [both for both in product(range(11), repeat=2) if any(both)]


@pytest.mark.parametrize(
    "tables",
    [
        [rows for size in (1, 2, 3, 4) for rows in product(ONE_SORT, repeat=size)],
        [rows for size in (1, 2) for rows in product(TWO_SORTS, repeat=size)],
    ],
    ids=["one sort, up to four rows", "two sorts, up to two rows"],
)
def test_a_reader_who_knows_the_rule_and_tries_every_table_learns_no_small_number(tables):
    """Exhaustive: each page comes of tables that differ in every small number that it holds back."""
    for shown, possible in pages(tables).items():
        if not isinstance(
            shown[1], tuple
        ):  # the split as a whole is held back: not even how many rows it has
            assert len(possible) > 1, shown
            continue
        for row, sort in product(range(len(possible[0])), range(len(possible[0][0]))):
            values = {rows[row][sort] for rows in possible}
            assert len(values) > 1 or not 0 < min(values) < 5, (shown, possible)
