"""Groups by average linkage under limits, repaired one by one."""

from __future__ import annotations

from itertools import permutations

from holdfire.linking.grouping import Limits, grouped

USUAL = Limits(join=-0.8, unlinked=-4.0)


def sets(found):
    groups: dict[int, set[int]] = {}
    for member, founder in found.items():
        groups.setdefault(founder, set()).add(member)
    return sorted(map(sorted, groups.values()))


def test_a_chain_of_links_is_not_one_group():
    found = grouped([(0, 1, 3.0), (1, 2, 1.0), (2, 3, 3.0)], USUAL)
    assert sets(found) == [[0, 1], [2, 3]]


def test_a_group_is_named_after_its_lowest_member():
    assert grouped([(4, 9, 2.0), (7, 9, 2.0), (4, 7, 2.0)], USUAL) == {4: 4, 7: 4, 9: 4}


def test_a_weak_link_joins_nothing():
    assert sets(grouped([(0, 1, -1.0)], USUAL)) == [[0], [1]]


def test_two_claims_of_one_document_stay_apart_even_through_a_third():
    documents = {0: 5, 1: 5, 2: -1}
    found = grouped(
        [(0, 2, 3.0), (1, 2, 2.9)], Limits(join=-0.8, unlinked=-4.0, document=documents.__getitem__)
    )
    assert sets(found) == [[0, 2], [1]]


def test_what_a_person_joined_stays_joined_whatever_the_links_say():
    found = grouped([(0, 1, -3.9), (1, 2, 5.0)], Limits(join=-0.8, unlinked=-4.0, together=[(0, 1)]))
    assert {0, 1} <= set(sets(found)[0])


def test_what_a_person_parted_never_meets_again():
    links = [(0, 1, 5.0), (1, 2, 5.0), (0, 2, 5.0)]
    for a, b in ((0, 1), (1, 2), (0, 2)):
        found = grouped(links, Limits(join=-0.8, unlinked=-4.0, apart=[(a, b)]))
        assert found[a] != found[b]


def test_a_member_that_fits_another_group_better_is_moved_there():
    """Average linkage is greedy: 2 goes to 3 first, though two others want it more than that one does."""
    links = [(2, 3, 3.0), (0, 1, 2.9), (0, 2, 2.8), (1, 2, 2.8)]
    assert sets(grouped(links, USUAL)) == [[0, 1, 2], [3]]


def test_the_order_of_the_links_does_not_matter():
    links = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (0, 3, 1.0)]
    found = {tuple(sorted(grouped(each, USUAL).items())) for each in permutations(links)}
    assert len(found) == 1


def test_nothing_to_group_gives_nothing():
    assert grouped([], USUAL) == {}
