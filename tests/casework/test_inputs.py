"""What a person fills in on a page becomes the same form as anywhere else."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.casework import acts, entries
from holdfire.casework.inputs import MADE, filled, inputs
from holdfire.errors import BadInput

ZONE = ZoneInfo("Asia/Damascus")
TEST = ("Was it proportionate?", "Was nobody else hit?")


def names(kind):
    return [i.name for i in inputs(kind, test=TEST)]


@pytest.mark.parametrize("kind", sorted(acts.FORMS))
def test_every_field_that_a_person_fills_in_has_an_input(kind):
    fields = set(acts.FORMS[kind].__struct_fields__) - MADE
    assert {n.split(".")[0] for n in names(kind)} == fields
    assert len(set(names(kind))) == len(names(kind))


@pytest.mark.parametrize("kind", sorted(acts.FORMS))
def test_a_form_left_empty_says_nothing(kind):
    assert filled(kind, {name: [""] for name in names(kind)}, ZONE) == {}


def test_an_assessment():
    given_ = {
        "answers.happened": ["yes"],
        "reasons.happened": [" Seen. "],
        "answers.covered": ["yes"],
        "answers.exempt": ["no"],
        "answers.accused": ["cannot say"],
        "interest": ["1"],
        "attribution.reach": ["unit"],
        "attribution.confidence": ["70"],
        "test.1": ["no"],
        "test.0": ["yes"],
        "stranger": ["x"],
    }
    body = entries.form("assessment", filled("assessment", given_, ZONE))
    assert body == acts.Assessment(
        answers={"happened": "yes", "covered": "yes", "exempt": "no", "accused": "cannot say"},
        reasons={"happened": "Seen."},
        interest=True,
        attribution=acts.Attribution(reach="unit", confidence=70),
        test=("yes", "no"),
    )


def test_a_visit_in_the_mechanisms_own_hours():
    """Damascus was at UTC+3 in that January, and stays there the year round since 2022."""
    given_ = {
        "start": ["2031-01-02T10:00"],
        "end": ["2031-01-02T12:00"],
        "present": ["kellan", "dorvia"],
        "observations.2.words": ["A crater"],
        "observations.2.bearing_deg": ["290"],
        "observations.0.words": ["Cases"],
        "observations.0.means": ["seen"],
        "observations.0.count": ["240"],
    }
    body = entries.form("visit", filled("visit", given_, ZONE))
    assert body.start == 1_925_103_600_000_000
    assert body.end - body.start == 2 * 3_600_000_000
    assert body.present == ("kellan", "dorvia")
    assert [(o.words, o.count, o.bearing_deg) for o in body.observations] == [
        ("Cases", 240, None),
        ("A crater", None, 290),
    ]


def test_votes_and_lines():
    given_ = {"step": ["blocked"], "votes": ["kellan=vetoed\n dorvia = for \n"]}
    assert filled("follow-up", given_, ZONE)["votes"] == {"kellan": "vetoed", "dorvia": "for"}
    assert filled("response", {"goods": ["arms\n\nfuel"]}, ZONE)["goods"] == ["arms", "fuel"]
    assert filled("reopening", {"evidence": ["#12, 15 #3"]}, ZONE)["evidence"] == [12, 15, 3]


@pytest.mark.parametrize(
    ("kind", "name", "text", "code"),
    [
        ("visit", "start", "yesterday", "instant-malformed"),
        ("reopening", "evidence", "the letter", "number-invalid"),
        ("follow-up", "votes", "all for it", "pair-malformed"),
        ("finding", "attribution.confidence", "much", "number-invalid"),
    ],
)
def test_what_is_not_of_its_kind_is_said(kind, name, text, code):
    with pytest.raises(BadInput) as e:
        filled(kind, {name: [text]}, ZONE)
    assert e.value.code == code


@pytest.mark.parametrize(
    ("text", "fine"), [("2031-03-30T02:30", False), ("2031-10-26T02:30", False), ("2031-10-26T03:30", True)]
)
def test_an_hour_that_comes_twice_or_never_is_no_instant(text, fine):
    given_ = {"start": [text]}
    if fine:
        assert filled("visit", given_, ZoneInfo("Europe/Berlin"))["start"] == 1_950_748_200_000_000
        return
    with pytest.raises(BadInput) as e:
        filled("visit", given_, ZoneInfo("Europe/Berlin"))
    assert e.value.code == "instant-malformed"


@given(st.data())
def test_whatever_comes_in_is_a_form_or_a_clear_error(data):
    kind = data.draw(st.sampled_from(sorted(acts.FORMS)))
    found = data.draw(
        st.dictionaries(
            st.sampled_from([*names(kind), "x", "_by"]) if names(kind) else st.just("x"), st.lists(st.text())
        )
    )
    try:
        body = entries.form(kind, filled(kind, found, ZONE))
    except BadInput as e:
        body = e
    assert isinstance(body, (acts.FORMS[kind], BadInput))
