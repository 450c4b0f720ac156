"""Which pair a person is asked about next."""

from hypothesis import given
from hypothesis import strategies as st

from holdfire.linking.asking import is_settled, next_question
from holdfire.linking.model import Link, Verdict
from holdfire.reports.model import ClaimId

SAME, NOT_SAME, UNDECIDED = Verdict.SAME, Verdict.NOT_SAME, Verdict.UNDECIDED


def cid(n):
    return ClaimId(n, 0)


def pair(a, b):
    return frozenset({cid(a), cid(b)})


def tie(a, b, probability=0.5):
    return Link(cid(a), cid(b), probability, ())


def asked(links, verdicts=None):
    found = next_question(links, verdicts or {})
    return found and (found.a.entry, found.b.entry)


def test_the_pair_nearest_to_even_is_asked_about_and_of_equals_the_lower():
    assert asked([tie(1, 2, 0.9), tie(1, 3, 0.45), tie(2, 3, 0.2)]) == (1, 3)
    assert asked([tie(4, 5, 0.6), tie(1, 3, 0.4)]) == (1, 3)
    assert asked([]) is None


def test_what_a_person_judged_is_not_asked_again_undecided_or_not():
    for verdict in (SAME, NOT_SAME, UNDECIDED):
        assert asked([tie(1, 2), tie(1, 3, 0.9)], {pair(1, 2): verdict}) == (1, 3)


def test_nor_is_what_follows_from_verdicts_on_other_pairs():
    said = {pair(1, 2): SAME, pair(2, 3): SAME, pair(3, 4): NOT_SAME}
    assert is_settled(tie(1, 3), said)
    assert is_settled(tie(1, 4), said)
    assert not is_settled(tie(1, 5), said)
    assert not is_settled(tie(1, 4), {pair(1, 2): SAME, pair(2, 4): UNDECIDED})


LINKS = st.lists(
    st.builds(
        lambda a, b, p: tie(min(a, b), max(a, b) + 1, p),
        st.integers(0, 6),
        st.integers(0, 6),
        st.floats(0, 1),
    ),
    max_size=8,
)


@given(LINKS, st.permutations(range(8)))
def test_the_question_does_not_depend_on_the_order_of_the_links_and_none_is_nearer(links, order):
    found = next_question(links, {})
    assert found == next_question([links[n] for n in order if n < len(links)] or links, {}) or len(links) > 8
    if found:
        assert all(abs(found.probability - 0.5) <= abs(k.probability - 0.5) for k in links)
