"""Keys and the files they lie in."""

from __future__ import annotations

import json
import os
import stat

import pytest

from holdfire.errors import BadInput, Broken, Conflict, NotFound, Refused
from holdfire.record import sealing
from holdfire.record.encoding import b64url
from holdfire.record.keyring import KeyRing
from holdfire.record.keys import (
    FIELD,
    SMALL_ORDER,
    PublicKey,
    Role,
    demand_sound,
    load,
    load_public,
    new_key,
    save,
)

D = -121665 * pow(121666, -1, FIELD) % FIELD
"""The curve's constant (RFC 8032, section 5.1)."""


def add(p, q):
    """Add two points of edwards25519 by the formula of RFC 8032, section 5.1.4."""
    (x1, y1), (x2, y2) = p, q
    m = D * x1 * x2 * y1 * y2 % FIELD
    x = (x1 * y2 + x2 * y1) * pow(1 + m, -1, FIELD)
    y = (y1 * y2 + x1 * x2) * pow(1 - m, -1, FIELD)
    return x % FIELD, y % FIELD


def root(a):
    """A square root of a modulo the field's prime, if there is one."""
    r = pow(a, (FIELD + 3) // 8, FIELD)
    for each in (r, r * pow(2, (FIELD - 1) // 4, FIELD) % FIELD):
        if each * each % FIELD == a % FIELD:
            return each
    return None


def test_the_points_of_small_order_are_those_that_eight_times_give_nothing():
    points = set()
    for y in SMALL_ORDER:
        x = root((y * y - 1) * pow(D * y * y + 1, -1, FIELD))
        assert x is not None
        points |= {(x, y), (-x % FIELD, y)}
    assert len(points) == 8
    for p in points:
        twice = add(p, p)
        four = add(twice, twice)
        assert add(four, four) == (0, 1)


WEAK = {
    "small order": [y.to_bytes(32, "little") for y in SMALL_ORDER],
    "small order, with the sign": [(y | 1 << 255).to_bytes(32, "little") for y in SMALL_ORDER],
    "not canonical": [(FIELD + n).to_bytes(32, "little") for n in range(19)],
    "wrong length": [b"", b"\x09" * 31, b"\x09" * 33],
}


@pytest.mark.parametrize("why", WEAK)
def test_a_weak_key_is_refused(why):
    for raw in WEAK[why]:
        with pytest.raises(Broken) as e:
            demand_sound(raw)
        assert e.value.code == "key-weak"
        with pytest.raises(Broken):
            PublicKey.from_json({"key": b64url(raw), "role": "intake", "actor": "intake", "held": "host"})


def test_a_sound_key_is_taken():
    made = new_key(Role.DECISION, "kellan", "member").public
    assert PublicKey.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    "change",
    [
        {"key": "AAAA"},
        {"key": 5},
        {"key": "A" * 43 + "="},
        {"role": "king"},
        {"actor": None, "key": None},
        {"role": None},
    ],
)
def test_a_public_key_that_cannot_be_read_is_refused(change):
    value = {**new_key(Role.INTAKE, "intake").public.to_json(), **change}
    with pytest.raises(Broken) as e:
        PublicKey.from_json(value)
    assert e.value.code in {"key-malformed", "key-weak"}


def test_one_key_cannot_go_under_two_ids():
    made = new_key(Role.INTAKE, "intake").public
    other = PublicKey(made.raw, Role.DECISION, "somebody-else", "member")
    assert other.key_id == made.key_id


def test_a_key_file_can_be_read_by_its_owner_alone(tmp_path):
    made = new_key(Role.DECISION, "kellan", "member")
    old = os.umask(0)
    try:
        save(made, tmp_path / "new" / "k.key")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new" / "k.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert load(tmp_path / "new" / "k.key") == made


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_a_key_file_that_others_can_reach_is_refused(tmp_path, mode):
    path = tmp_path / "k.key"
    save(new_key(Role.LOG, "log"), path)
    path.chmod(mode)
    with pytest.raises(Refused) as e:
        load(path)
    assert e.value.code == "key-exposed"


def test_a_key_file_is_never_written_over(tmp_path):
    path = tmp_path / "k.key"
    save(new_key(Role.LOG, "log"), path)
    before = path.read_bytes()
    with pytest.raises(Conflict) as e:
        save(new_key(Role.LOG, "log"), path)
    assert e.value.code == "key-exists"
    assert path.read_bytes() == before


def spoiled(change):
    made = new_key(Role.LOG, "log")
    value = {"v": 1, **made.public.to_json(), "private": b64url(made.seed)}
    value.update(change(value))
    return json.dumps(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "5",
        "{}",
        "\x00",
        spoiled(lambda v: {"private": "AAAA"}),
        spoiled(lambda v: {"private": None}),
        spoiled(lambda v: {"key": new_key(Role.LOG, "log").public.to_json()["key"]}),
        spoiled(lambda v: {"role": "king"}),
        spoiled(lambda v: {"key": b64url(bytes(32))}),
    ],
)
def test_what_is_no_key_file_is_refused(tmp_path, text):
    path = tmp_path / "k.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(BadInput) as e:
        load(path)
    assert e.value.code == "key-file"


def test_an_error_about_a_key_never_shows_it(tmp_path):
    made = new_key(Role.LOG, "log")
    assert b64url(made.seed) not in repr(made)
    assert made.seed.hex() not in repr(made)
    path = tmp_path / "k.key"
    save(made, path)
    path.write_text(path.read_text().replace('"log"', '"king"'))
    with pytest.raises(BadInput) as e:
        load(path)
    assert b64url(made.seed) not in str(e.value)


def test_a_ring_gives_the_one_key_of_a_role_or_says_what_is_wrong(tmp_path):
    ring = KeyRing(tmp_path)
    with pytest.raises(NotFound) as none:
        ring.only(Role.DECISION)
    assert none.value.code == "key-missing"
    save(new_key(Role.DECISION, "kellan"), ring.path(Role.DECISION, "kellan"))
    assert ring.only(Role.DECISION).public.actor == "kellan"
    save(new_key(Role.DECISION, "dorvia"), ring.path(Role.DECISION, "dorvia"))
    with pytest.raises(BadInput) as two:
        ring.only(Role.DECISION)
    assert two.value.code == "key-ambiguous"
    assert ring.get(Role.DECISION, "dorvia").public.actor == "dorvia"
    with pytest.raises(NotFound):
        ring.get(Role.DECISION, "nobody")


def test_a_ring_makes_a_key_once(tmp_path):
    assert KeyRing(tmp_path).ensure(Role.LOG, "log") == KeyRing(tmp_path).ensure(Role.LOG, "log")


def test_a_sealed_key_is_opened_by_its_passphrase_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(sealing, "COST", 4)
    made, path = new_key(Role.DECISION, "kellan", "member"), tmp_path / "k.key"
    save(made, path, "correct horse")
    assert b64url(made.seed) not in path.read_text()
    asked = []

    def ask(name):
        asked.append(name)
        return "correct horse"

    assert load(path, ask) == made
    assert asked == ["k.key"]
    for wrong in ("", "correct horse ", "Correct horse"):
        with pytest.raises(Refused) as e:
            load(path, lambda _name, wrong=wrong: wrong)
        assert e.value.code == "passphrase-wrong"
    with pytest.raises(Refused):
        load(path)


def test_what_a_sealed_key_is_of_is_sealed_with_it(tmp_path, monkeypatch):
    """Somebody who can write to the file cannot make a key of one actor into one of another."""
    monkeypatch.setattr(sealing, "COST", 4)
    path = tmp_path / "k.key"
    save(new_key(Role.DECISION, "kellan", "member"), path, "word")
    path.write_text(path.read_text().replace("kellan", "dorvia"))
    with pytest.raises(Refused) as e:
        load(path, lambda _name: "word")
    assert e.value.code == "passphrase-wrong"


def test_a_sealed_key_never_asks_for_all_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(sealing, "COST", 4)
    path = tmp_path / "k.key"
    save(new_key(Role.LOG, "log"), path, "word")
    path.write_text(path.read_text().replace('"cost": 4', '"cost": 40'))
    with pytest.raises(BadInput) as e:
        load(path, lambda _name: "word")
    assert e.value.code == "key-file"


def test_two_seals_of_one_key_share_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(sealing, "COST", 4)
    made = new_key(Role.LOG, "log")
    one, two = (sealing.seal(made.seed, "word", b"") for _ in range(2))
    assert all(one[name] != two[name] for name in ("salt", "nonce", "box"))


def test_the_public_half_goes_beside_and_can_be_given_away(tmp_path):
    made = new_key(Role.COSIGNER, "kellan", "member")
    save(made, tmp_path / "k.key")
    assert load_public(tmp_path / "k.pub") == load_public(tmp_path / "k.key") == made.public
    assert "private" not in (tmp_path / "k.pub").read_text()


def test_a_ring_passes_over_keys_that_do_not_stand(tmp_path):
    ring = KeyRing(tmp_path)
    old, new = new_key(Role.LOG, "log"), new_key(Role.LOG, "log")
    save(old, ring.path(Role.LOG, "log"))
    save(new, ring.path(Role.LOG, "log-2"))
    assert ring.only(Role.LOG, [new.public.key_id]) == new
    assert {k.key_id for k in ring.public()} == {old.public.key_id, new.public.key_id}
