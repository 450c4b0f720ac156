"""The kinds of claim that are read out of words, and the coarse class of each."""

from __future__ import annotations

COARSE: dict[str, str] = {
    "shelling": "attack",
    "airstrike": "attack",
    "drone": "attack",
    "shots": "attack",
    "clash": "attack",
    "explosion": "attack",
    "chemical": "attack",
    "offensive": "attack",
    "attack": "attack",
    "damage": "attack",
    "aid_blocked": "obstruction",
    "access_denied": "obstruction",
    "arrest": "detention",
    "abduction": "detention",
    "release": "detention",
    "withdrawal": "movement",
    "reinforcement": "movement",
    "violation": "violation",
    "truce_holding": "calm",
    "accepts": "position",
    "rejects": "position",
    "withholds": "position",
    "welcomes": "position",
    "commits": "position",
    "not_presented": "position",
    "talks_held": "talks",
    "talks_planned": "talks",
    "absent": "talks",
    "agreement_reached": "talks",
    "proposed": "measure",
    "sponsored": "measure",
    "vetoed": "measure",
    "adopted": "measure",
}
"""Kind -> class. A claim whose words fit none has the kind `""`."""

INCIDENTS = frozenset({"attack", "obstruction", "detention", "movement", "violation"})
"""Classes of kinds that tell of something that happened on the ground."""

VAGUE = frozenset({"attack", "damage"})
"""Kinds that say least: they tell of a toll or of ruins, and what did it is not said."""

STATUSES = ("asserted", "confirmed", "denied", "unconfirmed")
