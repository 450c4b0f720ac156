"""Attacks on a book, each named by the fault that it leaves, and the code that `check` finds it by."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3

import pytest
from click.testing import CliRunner

from desk import AGREEMENT, MEMBERS, Desk, row
from holdfire.book import Book
from holdfire.cli.check import check as check_command
from holdfire.db.engine import write
from holdfire.errors import Broken
from holdfire.projecting import KINDS
from holdfire.record import check as record_check
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record import cosigned, disclosure, repo, tree
from holdfire.record.encoding import b64url
from holdfire.record.envelope import Payload, Ref, encode_payload, parse_payload, seal, unseal
from holdfire.record.keys import PrivateKey, PublicKey, Role, new_key
from holdfire.record.note import COSIGNATURE, Vkey
from holdfire.record.policy import Known, plain
from holdfire.record.policy import write as write_policy

ROLES = {k.name: k.role for k in KINDS.values()}


class Attacker:
    """Somebody who can write to the book's file, and holds every key that its desk holds."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.book, self.log = desk, desk.book, desk.book.log
        self.file = sqlite3.connect(desk.book.url, isolation_level=None)
        self.size = self.one("SELECT count(*) FROM entry")

    def one(self, sql, *values):
        return self.file.execute(sql, values).fetchone()[0]

    def do(self, sql, *values):
        assert self.file.execute(sql, values).rowcount != 0, "the attack changed nothing"

    def leaf(self, index):
        return self.one("SELECT leaf FROM entry WHERE idx = ?", index)

    def put_leaf(self, index, leaf):
        self.do("UPDATE entry SET leaf = ? WHERE idx = ?", leaf, index)

    def payload(self, index):
        return parse_payload(unseal(self.leaf(index)).payload)

    def find(self, kind, nth=0):
        return [i for i in range(self.size) if self.payload(i).kind == kind][nth]

    def append(self, leaf, joined=""):
        """Append a leaf as the log's host would, with tiles and a checkpoint that fit."""
        with write(self.book.engine) as connection:
            repo.append(connection, self.log, [(leaf, joined)], self.desk.log_key)

    def append_payload(
        self, kind="report", signer=None, *, log="", refs=(), said=None, digests=(), joined=""
    ):
        payload = Payload(kind, log or self.log, 0, tuple(refs), said or {}, list(digests))
        self.append(seal(encode_payload(payload), [signer or self.desk.intake_key]), joined)

    def append_text(self, old, new):
        """Append a report whose payload's text is changed before it is signed."""
        text = encode_payload(Payload("report", self.log, 0, (self.ref(0),), {}, ["a" * 43]))
        assert old in text
        self.append(seal(text.replace(old, new), [self.desk.intake_key]))

    def ref(self, index, leaf=""):
        return Ref(self.log, index, leaf or b64url(tree.leaf_hash(self.leaf(index))))

    def register(self, *keys, kind="key"):
        self.append_payload(
            kind,
            self.desk.log_key,
            said={"keys": [k if isinstance(k, dict) else k.public.to_json() for k in keys]},
        )


def rewritten(a):
    i = a.find("publication")
    payload = unseal(a.leaf(i)).payload
    changed = payload.replace(b"2031-03-10", b"2031-03-11")
    a.put_leaf(i, a.leaf(i).replace(base64.b64encode(payload), base64.b64encode(changed)))


def rewritten_and_signed_again(a):
    i = a.find("tally")
    a.put_leaf(i, seal(unseal(a.leaf(i)).payload.replace(b'"refs":[]', b'"refs":[]'), [a.desk.intake_key]))
    payload = a.payload(i)
    other = Payload(payload.kind, payload.log, payload.at + 1, payload.refs, payload.open, payload.digests)
    a.put_leaf(i, seal(encode_payload(other), [a.desk.intake_key]))


def reordered(a):
    one, two = a.find("import", 0), a.find("import", 1)
    for table in ("entry", "disclosure"):
        a.do(f"UPDATE {table} SET idx = -1 WHERE idx = ?", one)
        a.do(f"UPDATE {table} SET idx = ? WHERE idx = ?", one, two)
        a.do(f"UPDATE {table} SET idx = ? WHERE idx = -1", two)


def slipped_in(a):
    payload = Payload("report", a.log, 0, (), {}, [])
    a.do("INSERT INTO entry VALUES (?, ?)", a.size, seal(encode_payload(payload), [a.desk.intake_key]))


def forged_checkpoint(a, key=None, root=b"", log=""):
    size = a.one("SELECT max(size) FROM checkpoint")
    true = cp.parse(a.one("SELECT note FROM checkpoint WHERE size = ?", size))
    false = cp.Checkpoint(log or true.log, size, root or true.root)
    a.do("UPDATE checkpoint SET note = ? WHERE size = ?", cp.sign(false, key or a.desk.log_key), size)


def checkpoint_of_another_size(a):
    first, second = (r[0] for r in a.file.execute("SELECT size FROM checkpoint ORDER BY size LIMIT 2"))
    note = a.one("SELECT note FROM checkpoint WHERE size = ?", second)
    a.do("UPDATE checkpoint SET note = ? WHERE size = ?", note, first)


def signed_before_registered(a):
    late = new_key(Role.INTAKE, "second-intake")
    a.append_payload(signer=late)
    a.register(late)


def registered_in_a_second_role(a):
    key = a.desk.intake_key
    a.register(PrivateKey(PublicKey(key.public.raw, Role.DECISION, "kellan", "member"), key.seed))
    a.append_payload("allegation", key)


def signed_twice(a):
    text = encode_payload(Payload("report", a.log, 0, (), {}, []))
    a.append(seal(text, [a.desk.intake_key, a.desk.intake_key]))


def one_key_under_two_ids(a):
    text = encode_payload(Payload("report", a.log, 0, (), {}, []))
    value = json.loads(seal(text, [a.desk.intake_key]))
    value["signatures"].append({**value["signatures"][0], "keyid": "0" * 64})
    a.append(json.dumps(value, separators=(",", ":")).encode())


def over_long(a):
    text = encode_payload(Payload("import", a.log, 0, (), {"reports": "x" * 50_000}, []))
    body = base64.b64encode(text).decode()
    a.append(
        seal(encode_payload(Payload("import", a.log, 0, (), {}, [])), [a.desk.intake_key]).replace(
            b'"payload":"', b'"payload":"' + body.encode(), 1
        )
    )


def digest_listed_twice(a):
    digests, joined = disclosure.close({"origin": "nobody"})
    a.append_payload(digests=digests * 2, joined=joined)


def another_salt(a):
    i = a.find("tally")
    parts = disclosure.split(a.one("SELECT disclosures FROM disclosure WHERE idx = ?", i))
    salt, name, value = json.loads(base64.urlsafe_b64decode(parts[0] + "=="))
    parts[0] = b64url(
        json.dumps(
            ["A" + salt[1:] if salt[0] != "A" else "B" + salt[1:], name, value], separators=(",", ":")
        ).encode()
    )
    a.do("UPDATE disclosure SET disclosures = ? WHERE idx = ?", "~".join(parts), i)


def another_value(a):
    i = a.find("tally")
    parts = [
        json.loads(base64.urlsafe_b64decode(p + "=="))
        for p in disclosure.split(a.one("SELECT disclosures FROM disclosure WHERE idx = ?", i))
    ]
    for part in parts:
        if part[1] == "total":
            part[2] += 1
    a.do(
        "UPDATE disclosure SET disclosures = ? WHERE idx = ?",
        "~".join(b64url(json.dumps(p, separators=(",", ":"), ensure_ascii=False).encode()) for p in parts),
        i,
    )


def of_another_entry(a):
    one, two = a.find("report", 0), a.find("report", 1)
    a.do(
        "UPDATE disclosure SET disclosures = (SELECT disclosures FROM disclosure WHERE idx = ?) WHERE idx = ?",
        one,
        two,
    )


def there_twice(a):
    a.do(
        "UPDATE disclosure SET disclosures = disclosures || '~' || disclosures WHERE idx = ?",
        a.find("report"),
    )


def beside_no_entry(a):
    a.do(
        "INSERT INTO disclosure SELECT ?, disclosures FROM disclosure WHERE idx = ?",
        a.size + 7,
        a.find("report"),
    )


def changed_file(a):
    a.do("UPDATE file SET content = content || 'x' WHERE sha256 = (SELECT original FROM report LIMIT 1)")


def swapped_file(a):
    one, two = (r[0] for r in a.file.execute("SELECT DISTINCT original FROM report LIMIT 2"))
    a.do("UPDATE file SET content = (SELECT content FROM file WHERE sha256 = ?) WHERE sha256 = ?", one, two)


def of_another_log(a):
    a.append_payload(log="another/log")


def entry_0_of_another_log(a):
    folder = a.desk.folder.parent / "elsewhere"
    folder.mkdir()
    other = Desk.open(str(folder / "other.book"), folder / "keys", log=a.log)
    with other.book.reading() as connection:
        first = repo.leaf(connection, 0)
    a.put_leaf(0, first)


def entry_0_of_no_kind(a):
    a.put_leaf(0, a.leaf(1))


def revoked_key_signs_on(a):
    a.append_payload("key", a.desk.log_key, said={"keys": [], "revoked": [a.desk.intake_key.public.key_id]})
    a.append_payload()


def revoked_key_that_never_stood(a):
    a.append_payload("key", a.desk.log_key, said={"keys": [], "revoked": ["0" * 64]})


def enact(a, said, version=2, signers=(*MEMBERS, "university")):
    text = {"version": version, "policy": said}
    keys = [a.desk.cosigners[name] for name in signers]
    a.append(seal(encode_payload(Payload("policy", a.log, 0, (), text, [])), keys))


def policy_of(a, **more):
    log = cp.vkey(a.log, a.desk.log_key.public)
    known = {
        name: Known(Vkey(f"{name}.example/cosigner", COSIGNATURE, key.public.raw))
        for name, key in {**a.desk.cosigners, **more}.items()
    }
    return write_policy(plain(log, known))


def one_member_twice_in_a_policy(a):
    second = new_key(Role.COSIGNER, "kellan", "member")
    a.register(second)
    enact(a, policy_of(a, second=second))


def a_cosigner_under_two_names(a):
    enact(a, policy_of(a, second=a.desk.cosigners["kellan"]))


def a_policy_of_strangers(a):
    enact(a, policy_of(a, kellan=new_key(Role.COSIGNER, "kellan", "member")))


def root_of(a, *keys, version=1, threshold=1, signers=()):
    listed = [k.public.to_json() for k in (a.desk.log_key, *keys)]
    said = {"version": version, "threshold": threshold, "keys": listed}
    a.append(seal(encode_payload(Payload("root", a.log, 0, (), said, [])), list(signers or keys)))


def register_that_nobody_signed_enough(a):
    holders = [new_key(Role.ROOT, name, "member") for name in MEMBERS]
    a.register(*holders)
    root_of(a, *holders, threshold=2, signers=holders[:1])


def register_changed_without_the_old_holders(a):
    old, new = new_key(Role.ROOT, "kellan", "member"), new_key(Role.ROOT, "dorvia", "member")
    a.register(old)
    root_of(a, old)
    root_of(a, new, version=2)


def log_registers_a_key_beside_the_register(a):
    holder = new_key(Role.ROOT, "kellan", "member")
    a.register(holder)
    root_of(a, holder)
    a.register(new_key(Role.INTAKE, "intake"))


def cosignature_forged(a):
    a.do("UPDATE cosignature SET line = replace(line, substr(line, -6, 2), 'AB')")


def cosignature_of_another_time(a):
    a.do("UPDATE cosignature SET at = at + 1")


def cosignature_moved(a):
    a.do("UPDATE cosignature SET size = (SELECT min(size) FROM checkpoint)")


def cosignature_of_a_stranger(a):
    with write(a.book.engine) as connection:
        text = cp.parse(repo.last_checkpoint(connection)).text()
        key = new_key(Role.COSIGNER, "kellan", "member")
        line = cosig.sign(text, "kellan.example/cosigner", key, 1_900_000_000)
        cosigned.put(connection, a.size, key.public.key_id, 1_900_000_000, str(line))


def backdated(a):
    """The host writes an entry that says it came a day before three cosigners saw that it was not there."""
    size = a.size
    now = max(abs(a.payload(i).at) for i in range(size)) // 1_000_000
    a.desk.cosign("kellan", "dorvia", "university", at=now + 86_400)
    a.append_payload()


def of_a_foreign_log(a):
    a.append_payload(refs=[Ref("another/log", 0, a.ref(0).leaf)])


ATTACKS = {
    "an entry rewritten": (rewritten, "signature-forged"),
    "an entry rewritten and signed again by its author": (rewritten_and_signed_again, "root-differs"),
    "an entry removed": (lambda a: a.do("DELETE FROM entry WHERE idx = ?", a.size // 2), "entry-missing"),
    "the last entry removed": (
        lambda a: a.do("DELETE FROM entry WHERE idx = ?", a.size - 1),
        "entry-removed",
    ),
    "every entry removed": (lambda a: a.do("DELETE FROM entry"), "log-empty"),
    "two entries in each other's place": (reordered, "root-differs"),
    "an entry slipped in without a checkpoint": (slipped_in, "checkpoint-behind"),
    "a leaf cut short": (lambda a: a.put_leaf(5, a.leaf(5)[:-1]), "envelope-malformed"),
    "a checkpoint forged with another key": (
        lambda a: forged_checkpoint(a, new_key(Role.LOG, "log")),
        "checkpoint-forged",
    ),
    "a checkpoint signed by an intake": (
        lambda a: forged_checkpoint(a, a.desk.intake_key),
        "checkpoint-forged",
    ),
    "a checkpoint over another root": (lambda a: forged_checkpoint(a, root=b"\0" * 32), "root-differs"),
    "a checkpoint of another log": (lambda a: forged_checkpoint(a, log="another/log"), "root-differs"),
    "a checkpoint of another size": (checkpoint_of_another_size, "root-differs"),
    "a checkpoint with no signature": (
        lambda a: a.do(
            "UPDATE checkpoint SET note = substr(note, 1, instr(note, '—') - 1) WHERE size = ?", a.size
        ),
        "checkpoint-malformed",
    ),
    "a checkpoint whose signature is no base64": (
        lambda a: a.do(
            "UPDATE checkpoint SET note = substr(note, 1, instr(note, '—')) || ' x ***\n' WHERE size = ?",
            a.size,
        ),
        "checkpoint-malformed",
    ),
    "a checkpoint that is no note": (
        lambda a: a.do("UPDATE checkpoint SET note = 'intact' WHERE size = ?", a.size),
        "checkpoint-malformed",
    ),
    "the checkpoint rolled back": (
        lambda a: a.do("DELETE FROM checkpoint WHERE size = ?", a.size),
        "checkpoint-behind",
    ),
    "no checkpoint at all": (lambda a: a.do("DELETE FROM checkpoint"), "checkpoint-behind"),
    "an entry signed by a key that is not registered": (
        lambda a: a.append_payload(signer=new_key(Role.INTAKE, "intake")),
        "signer-unknown",
    ),
    "an entry signed before its key was registered": (signed_before_registered, "signer-unknown"),
    "a key used in another role": (
        lambda a: a.append_payload("allegation", a.desk.intake_key),
        "signer-role",
    ),
    "the log's key signs a report": (lambda a: a.append_payload("report", a.desk.log_key), "signer-role"),
    "a member registers keys": (
        lambda a: a.append_payload("key", a.desk.members["kellan"], said={"keys": []}),
        "signer-role",
    ),
    "a key registered again in another role": (registered_in_a_second_role, "signer-role"),
    "a key signs twice": (signed_twice, "signer-twice"),
    "a key signs under two ids": (one_key_under_two_ids, "signer-unknown"),
    "a weak key registered": (
        lambda a: a.register({**a.desk.log_key.public.to_json(), "key": b64url(bytes(32))}),
        "key-weak",
    ),
    "a key registered that cannot be read": (lambda a: a.register({"key": "?"}), "key-malformed"),
    "keys registered that are no list": (
        lambda a: a.append_payload("key", a.desk.log_key, said={"keys": "all"}),
        "entry-malformed",
    ),
    "an entry of an unknown kind": (lambda a: a.append_payload("amnesty"), "kind-unknown"),
    "an entry that is too long": (over_long, "entry-too-long"),
    "a name twice in the JSON": (
        lambda a: a.append_text(b'"open":{}', b'"open":{},"open":{}'),
        "not-canonical",
    ),
    "a space in the JSON": (lambda a: a.append_text(b'"open":{}', b'"open": {}'), "not-canonical"),
    "a fraction in the JSON": (
        lambda a: a.append_text(b'"open":{}', b'"open":{"reports":0.5}'),
        "entry-malformed",
    ),
    "a part of the payload missing": (
        lambda a: a.append_text(b'"_sd_alg":"sha-256",', b""),
        "entry-malformed",
    ),
    "a reference whose index is text": (
        lambda a: a.append_text(b'"index":0', b'"index":"0"'),
        "entry-malformed",
    ),
    "an instant in another form": (lambda a: a.append_text(b".000000Z", b"Z"), "entry-malformed"),
    "a digest listed twice": (digest_listed_twice, "digest-order"),
    "a value with another salt": (another_salt, "disclosure-foreign"),
    "a value changed": (another_value, "disclosure-foreign"),
    "the values of another entry": (of_another_entry, "disclosure-foreign"),
    "values there twice": (there_twice, "disclosure-foreign"),
    "values beside no entry": (beside_no_entry, "disclosure-foreign"),
    "values before the first entry": (
        lambda a: a.do("INSERT INTO disclosure VALUES (-1, 'x')"),
        "disclosure-foreign",
    ),
    "a reference to a later entry": (
        lambda a: a.append_payload(refs=[Ref(a.log, a.size + 1, "x" * 43)]),
        "reference-forward",
    ),
    "a reference to itself": (
        lambda a: a.append_payload(refs=[Ref(a.log, a.size, "x" * 43)]),
        "reference-forward",
    ),
    "a reference before the first entry": (
        lambda a: a.append_payload(refs=[Ref(a.log, -1, "x" * 43)]),
        "reference-forward",
    ),
    "a reference with a false hash": (
        lambda a: a.append_payload(refs=[a.ref(3, a.ref(4).leaf)]),
        "reference-false",
    ),
    "a reference to a foreign log": (of_a_foreign_log, "reference-foreign"),
    "a revoked key signs on": (revoked_key_signs_on, "signer-revoked"),
    "a key revoked that never stood": (revoked_key_that_never_stood, "key-unknown"),
    "a policy changed without the old quorum": (
        lambda a: enact(a, policy_of(a), signers=("kellan", "dorvia")),
        "policy-unsigned",
    ),
    "a policy out of turn": (lambda a: enact(a, policy_of(a), version=7), "policy-version"),
    "a policy of strangers": (a_policy_of_strangers, "policy-foreign"),
    "a policy that cannot be read": (lambda a: enact(a, "quorum all of us\n"), "policy-malformed"),
    "one member counted twice in a policy": (one_member_twice_in_a_policy, "policy-member-twice"),
    "one cosigner's key under two names": (a_cosigner_under_two_names, "policy-key-twice"),
    "a root register that too few signed": (register_that_nobody_signed_enough, "register-unsigned"),
    "a root register changed without its holders": (
        register_changed_without_the_old_holders,
        "register-unsigned",
    ),
    "the log's host registers a key beside the register": (
        log_registers_a_key_beside_the_register,
        "register-stands",
    ),
    "a cosignature forged": (cosignature_forged, "cosignature-forged"),
    "a cosignature of another time": (cosignature_of_another_time, "cosignature-forged"),
    "a cosignature of another checkpoint": (cosignature_moved, "cosignature-forged"),
    "a cosignature of a stranger": (cosignature_of_a_stranger, "cosignature-forged"),
    "an entry backdated": (backdated, "entry-backdated"),
    "a file changed": (changed_file, "file-changed"),
    "a number where a leaf was": (
        lambda a: a.do("UPDATE entry SET leaf = 5 WHERE idx = 3"),
        "envelope-malformed",
    ),
    "text where a leaf was": (
        lambda a: a.do("UPDATE entry SET leaf = 'x' WHERE idx = 3"),
        "envelope-malformed",
    ),
    "bytes where values were": (
        lambda a: a.do("UPDATE disclosure SET disclosures = x'00ff' WHERE idx = 3"),
        "disclosure-foreign",
    ),
    "bytes that are no text where values were": (
        lambda a: a.do("UPDATE disclosure SET disclosures = CAST(x'ff' AS TEXT) WHERE idx = 3"),
        "text-malformed",
    ),
    "bytes where a checkpoint was": (
        lambda a: a.do("UPDATE checkpoint SET note = x'00ff' WHERE size = ?", a.size),
        "checkpoint-malformed",
    ),
    "two files in each other's place": (swapped_file, "file-changed"),
    "an entry of another log": (of_another_log, "entry-foreign"),
    "entry 0 of another log of the same name": (entry_0_of_another_log, "signer-unknown"),
    "entry 0 of another kind": (entry_0_of_no_kind, "log-nameless"),
}
"""Name of the fault: what the attacker does, and the code that it is found by."""

TABLE_ATTACKS = {
    "a row changed": ("UPDATE incident SET killed = '[0, 0, 0]' WHERE rowid = 1", "table-differs"),
    "a row added": (
        "INSERT INTO verdict VALUES (999, '3', '4', 'same', 'intake', 0, 999, NULL)",
        "table-differs",
    ),
    "a row removed": ("DELETE FROM tally", "table-differs"),
    "a refusal lifted": ("UPDATE act SET refused = '' WHERE refused <> ''", "table-differs"),
    "a correction undone": ("UPDATE report SET ended = NULL WHERE ended IS NOT NULL", "table-differs"),
    "a key put in": ("UPDATE key SET role = 'decision' WHERE role = 'intake'", "table-differs"),
    "bytes that are no text in a row": ("UPDATE tally SET unit = CAST(x'ff' AS TEXT)", "text-malformed"),
    "a tile changed": ("UPDATE tile SET hashes = replace(hashes, 'a', 'b')", "tile-false"),
    "a tile that is no tile": ("UPDATE tile SET hashes = 'nothing'", "tile-false"),
    "a tile removed": ("DELETE FROM tile", "tile-false"),
    "a tile too many": ("INSERT INTO tile VALUES (3, 3, '00')", "tile-false"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_the_record_is_found_and_named(copied, name):
    attack, code = ATTACKS[name]
    attacker = Attacker(copied)
    attack(attacker)
    attacker.file.close()
    with pytest.raises(Broken) as e:
        copied.book.check(workers=1)
    assert e.value.code == code


@pytest.mark.parametrize("name", TABLE_ATTACKS)
def test_an_attack_on_the_tables_is_found_and_a_rebuild_heals_it(copied, lived_in, name):
    sql, code = TABLE_ATTACKS[name]
    attacker = Attacker(copied)
    attacker.do(sql)
    attacker.file.close()
    with pytest.raises(Broken) as e:
        copied.book.check(workers=1)
    assert e.value.code == code
    copied.book.rebuild()
    assert copied.dump() == lived_in.dump()
    copied.book.check(workers=1)


def test_the_copy_holds_before_it_is_attacked(copied):
    Attacker(copied).file.close()
    found = copied.book.check(workers=1)
    with copied.book.reading() as connection:
        assert found.fingerprint == hashlib.sha256(repo.leaf(connection, 0)).hexdigest()
    assert found.size == copied.book.size()
    assert found.absent == 0
    assert sum(found.kinds.values()) == found.size


def test_a_book_with_another_entry_0_has_another_fingerprint(copied, tmp_path):
    """The whole record can be made anew by who holds its keys; who wrote the fingerprint down sees that."""
    noted = copied.book.check(workers=1).fingerprint
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    other = Desk.open(str(folder / "other.book"), folder / "keys", log=copied.book.log, agreement=AGREEMENT)
    found = other.book.check(workers=1)
    assert found.log == copied.book.check(workers=1).log
    assert found.fingerprint != noted
    run = CliRunner().invoke(check_command, [other.book.url, "--workers", "1", "--expect", noted])
    assert isinstance(run.exception, Broken)
    assert run.exception.code == "fingerprint-differs"
    run = CliRunner().invoke(check_command, [copied.book.url, "--workers", "1", "--expect", noted])
    assert run.exit_code == 0
    assert "record intact" in run.output


def test_after_the_last_entry_was_removed_nothing_can_be_appended(copied):
    """A restored backup must not fork the log."""
    attacker = Attacker(copied)
    attacker.do("DELETE FROM entry WHERE idx = ?", attacker.size - 1)
    attacker.file.close()
    with pytest.raises(Broken) as e:
        copied.take(row(50))
    assert e.value.code == "checkpoint-behind"


@pytest.mark.parametrize(
    "sql", ["UPDATE tile SET hashes = replace(hashes, 'a', 'b')", "UPDATE tile SET hashes = '?'"]
)
def test_no_false_root_is_signed_over_a_tile_that_was_changed(copied, sql):
    attacker = Attacker(copied)
    attacker.do(sql)
    attacker.file.close()
    with pytest.raises(Broken) as e:
        copied.take(row(50))
    assert e.value.code in {"tile-false", "tile-missing"}
    copied.book.rebuild()
    copied.take(row(50))
    copied.book.check(workers=1)


def test_the_first_fault_in_the_order_of_the_log_is_named(copied):
    attacker = Attacker(copied)
    attacker.put_leaf(9, attacker.leaf(9)[:-1])
    attacker.put_leaf(4, attacker.leaf(4)[:-1])
    attacker.file.close()
    with pytest.raises(Broken, match="entry 4") as e:
        copied.book.check(workers=1)
    assert e.value.code == "envelope-malformed"


def test_within_one_stretch_too_the_first_fault_in_the_order_of_the_log_is_named(copied):
    """Signers, keys and references are seen after the signatures, for they need other stretches."""
    attacker = Attacker(copied)
    at = attacker.size
    attacker.append_payload(refs=[attacker.ref(3, attacker.ref(4).leaf)])
    attacker.append_payload(signer=new_key(Role.INTAKE, "intake"))
    attacker.register({"key": "?"})
    attacker.append(b"no envelope")
    attacker.file.close()
    with pytest.raises(Broken, match=f"entry {at}: ") as e:
        copied.book.check(workers=1)
    assert e.value.code == "reference-false"


def test_a_new_key_signs_soon_after_it_was_registered(copied, monkeypatch):
    """Its signatures are checked although whoever reads the stretch was handed the older keys alone."""
    attacker, late = Attacker(copied), new_key(Role.INTAKE, "second-intake")
    attacker.register(late)
    attacker.append_payload("report", late)
    monkeypatch.setattr(record_check, "LEAST", 4)
    monkeypatch.setattr(record_check, "MOST", 4)
    for workers in (1, 2):
        assert (
            late.public.key_id in record_check.check(copied.book.url, ROLES, workers=workers).register.terms
        )
    other = seal(unseal(attacker.leaf(attacker.size + 1)).payload + b" ", [late])
    leaf = attacker.leaf(attacker.size + 1)
    attacker.put_leaf(attacker.size + 1, leaf[: leaf.index(b'"sig"')] + other[other.index(b'"sig"') :])
    attacker.file.close()
    for workers in (1, 2):
        with pytest.raises(Broken, match=f"entry {attacker.size + 1}: ") as e:
            record_check.check(copied.book.url, ROLES, workers=workers)
        assert e.value.code == "signature-forged"


def test_several_processes_find_what_one_finds(copied, monkeypatch):
    monkeypatch.setattr(record_check, "LEAST", 4)
    monkeypatch.setattr(record_check, "MOST", 4)
    one = record_check.check(copied.book.url, ROLES, workers=1)
    assert record_check.check(copied.book.url, ROLES, workers=2) == one
    attacker = Attacker(copied)
    rewritten(attacker)
    attacker.file.close()
    for workers in (1, 2):
        with pytest.raises(Broken) as e:
            record_check.check(copied.book.url, ROLES, workers=workers)
        assert e.value.code == "signature-forged"


def test_a_book_is_checked_with_no_key_at_hand(copied):
    assert Book(copied.book.url).check(workers=1).size == copied.book.size()
