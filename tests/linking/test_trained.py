"""The trained comparison: same candidates as the rule, reasons in words, persons obeyed, nothing by chance."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from linking_stream import claim, pair_f1, stream

pytest.importorskip("lightgbm", reason="the extra link is not installed")

from holdfire.linking import methods
from holdfire.linking.ask import questions
from holdfire.linking.candidates import DAY, candidates
from holdfire.linking.model import Verdict
from holdfire.linking.reasons import words
from holdfire.linking.trained.columns import columns
from holdfire.linking.trained.comparison import shipped
from holdfire.linking.trained.learn import isotonic
from holdfire.linking.trained.link import linked
from holdfire.linking.trained.near import pairs
from holdfire.reports.model import Interval


@pytest.fixture(scope="module")
def town():
    return stream(120, 7)


def groups(found, claims):
    return {c.id: int(f) for c, f in zip(claims, found.founder, strict=True)}


def anywhere(seed):
    """Claims over the whole globe, of every precision, close enough to meet."""
    rng = random.Random(seed)
    centres = [(179.99, 10), (-179.99, 10), (10, 89.7), (10, -89.7), (0, 0), (36, 35)]
    for n in range(250):
        lon, lat = rng.choice(centres)
        start = rng.randrange(6) * DAY
        yield claim(
            n,
            when=Interval(start, start + rng.choice((DAY // 24, DAY, 3 * DAY, 20 * DAY, 40 * DAY))),
            lon=max(-180.0, min(180.0, lon + rng.gauss(0, 0.3))),
            lat=max(-90.0, min(90.0, lat + rng.gauss(0, 0.2))),
            radius_km=rng.choice((None, 0.0, 0.3, 3.0, 15.0, 100.0, 500.0)),
            document=rng.choice(("", f"d{n}", "round-up")),
        )


@pytest.mark.parametrize("seed", range(3))
def test_the_pairs_by_place_are_those_of_the_rule(seed):
    claims = [replace(c, text="") for c in anywhere(seed)]
    rule = {(c.a.claim.id.entry, c.b.claim.id.entry) for c in candidates(claims)}
    a, b = pairs(columns(claims))
    assert set(zip(a.tolist(), b.tolist(), strict=True)) == rule


def test_a_claim_without_a_point_meets_those_of_the_same_place_by_name():
    lost = claim(0, lon=None, lat=None, spot="Tal Amun")
    near, other = claim(1, spot="tal  amun"), claim(2, spot="Kafr Dal")
    a, b = pairs(columns([lost, near, other]))
    assert (0, 1) in set(zip(a.tolist(), b.tolist(), strict=True))
    assert (0, 2) not in set(zip(a.tolist(), b.tolist(), strict=True))


def test_texts_alone_meet_by_their_words():
    bare = {"when": None, "lon": None, "lat": None, "radius_km": None}
    said = (
        "shells hit the mill at dawn",
        "at dawn the mill was hit",
        "a convoy waits",
        "bread is dear again",
    )
    a, b = pairs(columns([claim(n, **bare, text=t, published=0) for n, t in enumerate(said)]))
    assert (0, 1) in set(zip(a.tolist(), b.tolist(), strict=True))


def test_it_finds_most_of_an_invented_town(town):
    claims, truth = town
    assert pair_f1(truth, groups(linked(claims), claims))[2] > 0.8


def test_the_order_of_the_claims_does_not_matter(town):
    claims, _ = town
    mixed = random.Random(0).sample(claims, len(claims))
    assert methods.run("forests", mixed, {}, explain=False) == methods.run(
        "forests", claims, {}, explain=False
    )


def test_a_person_is_obeyed(town):
    claims, _ = town
    found = groups(linked(claims), claims)
    together = next((a, b) for a in found for b in found if a < b and found[a] == found[b])
    apart = next((a, b) for a in found for b in found if a < b and found[a] != found[b])
    said = {frozenset(together): Verdict.NOT_SAME, frozenset(apart): Verdict.SAME}
    again = groups(linked(claims, said), claims)
    assert again[together[0]] != again[together[1]]
    assert again[apart[0]] == again[apart[1]]


def test_each_link_says_in_words_what_spoke_for_and_against(town):
    claims, _ = town
    links = methods.run("forests", claims, {}).links
    for each in links:
        weights = [values["w"] for code, values in each.reasons]
        assert weights
        assert sum(w > 0 for w in weights) <= 4
        assert sum(w < 0 for w in weights) <= 4
        assert all(str(words(reason, {})) for reason in each.reasons)


def test_farther_apart_is_never_more_probable():
    by = shipped()
    for lat in (35.0, 35.01, 35.02):
        assert linked([claim(0), claim(1, lat=lat)], by=by).compared.first.size == 1
    first = [
        linked([claim(0, radius_km=5.0), claim(1, radius_km=5.0, lat=35 + step / 100)]).compared.first[0]
        for step in range(1, 10)
    ]
    assert first == sorted(first, reverse=True)


def test_no_claims_or_one_give_no_links():
    assert linked([]).founder.tolist() == []
    assert linked([claim(0)]).founder.tolist() == [0]


def test_the_shipped_comparison_says_what_it_learned_from():
    import json
    from importlib import resources

    about = json.loads((resources.files("holdfire.linking.trained") / "shipped" / "about.json").read_text())
    assert "MAVERICK" in about["about"]
    assert "CC BY 4.0" in about["about"]
    assert about["method"] == shipped().method


def test_calibration_only_rises():
    import numpy as np

    rng = np.random.default_rng(0)
    score = rng.random(500)
    scores, shares = isotonic(score, (rng.random(500) < score).astype(float), np.ones(500))
    assert (np.diff(scores) > 0).all()
    assert (np.diff(shares) > 0).all()


def test_the_first_question_is_worth_the_most(town):
    claims, _ = town
    found = methods.run("forests", claims, {}, explain=False)
    asked = questions(found.links, found.founders, {frozenset((found.links[0].a, found.links[0].b))})
    assert [q.worth for q in asked] == sorted((q.worth for q in asked), reverse=True)
    assert (found.links[0].a, found.links[0].b) not in {(q.link.a, q.link.b) for q in asked}
