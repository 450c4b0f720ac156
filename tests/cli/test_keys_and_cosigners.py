"""Keys, cosigners, proofs and tiles on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk import AGREEMENT
from holdfire.cli import cli
from holdfire.cli.passphrase import ask, fresh, given
from holdfire.errors import BadInput, Broken, Conflict, HoldfireError, NotFound, Refused
from holdfire.record import sealing

ACTORS = ("kellan", "dorvia", "isles-envoy", "harbour-archive")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in a folder of one's own, with scrypt at its cheapest and no passphrase about."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sealing, "COST", 4)
    for name in ("HOLDFIRE_PASSPHRASE", "HOLDFIRE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "mechanism.yaml").write_bytes(AGREEMENT)
    return tmp_path


def run(*arguments):
    done = CliRunner().invoke(cli, [str(a) for a in arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def code(*arguments):
    with pytest.raises(HoldfireError) as e:
        run(*arguments)
    return e.value.code


def book(*more):
    run("new", "m.book", "--agreement", "mechanism.yaml", "--log", "truce.example/log", *more)


def vkey():
    return run("cosigners", "policy", "m.book").split("\n")[0].removeprefix("log ")


def cosigned(*actors):
    """Make a book with cosigners, and a policy that all of them signed."""
    book()
    for actor in actors:
        run(
            "cosign",
            "new",
            f"{actor}.cosigner",
            "--for",
            actor,
            "--name",
            f"{actor}.example/c",
            "--log",
            vkey(),
        )
    run("key", "add", "m.book", *(f"{a}.pub" for a in actors))
    return proposed(*actors)


def proposed(*actors, signers=()):
    out = run("cosigners", "policy", "m.book", *(f"{a}.pub" for a in actors), "--request", "policy.json")
    signed = signers or actors
    for actor in signed:
        run("sign", "policy.json", "--key", f"{actor}.key", "--yes", "--out", f"{actor}.json")
    run("submit", "m.book", *(f"{a}.json" for a in signed))
    return out


def cosign(*actors):
    for actor in actors:
        run("cosigners", "request", "m.book", actor, "--out", "ask")
        run("cosign", "once", f"{actor}.cosigner", "ask", "--out", f"{actor}.answer")
        run("cosigners", "take", "m.book", f"{actor}.answer")


def test_a_key_is_sealed_where_the_environment_gives_a_passphrase(here, monkeypatch):
    (here / "word").write_text("correct horse\nand more\n")
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE_FILE", "word")
    assert "NOT encrypted" not in run("key", "new", "--role", "decision", "--for", "kellan")
    held = json.loads((here / "keys" / "kellan.decision.key").read_text())
    assert set(held["private"]) == {"salt", "cost", "nonce", "box"}
    assert given() == ask("x") == fresh("x") == "correct horse"
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE_FILE", "nowhere")
    with pytest.raises(NotFound):
        given()


def test_a_key_that_is_not_sealed_says_so_and_can_be_sealed(here, monkeypatch):
    assert "NOT encrypted" in run("key", "new", "--role", "decision", "--for", "kellan")
    path = here / "keys" / "kellan.decision.key"
    (here / "word").write_text("one\n")
    run("key", "passphrase", path, "--new-file", "word")
    assert "box" in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    (here / "other").write_text("two\n")
    assert code("key", "passphrase", path, "--new-file", "other") == "passphrase-wrong"
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE", "one")
    run("key", "passphrase", path, "--new-file", "other")
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE", "two")
    book("--keys", "keys")
    assert "kellan" in run("key", "list", "m.book")


def test_a_book_with_sealed_keys_is_written_to_with_the_passphrase_alone(monkeypatch):
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE", "one")
    book()
    run("key", "new", "--role", "decision", "--for", "kellan")
    run("key", "add", "m.book", "keys/kellan.decision.pub")
    monkeypatch.setenv("HOLDFIRE_PASSPHRASE", "two")
    with pytest.raises(Refused) as e:
        run("key", "add", "m.book", "keys/kellan.decision.pub")
    assert e.value.code == "passphrase-wrong"


def test_a_key_is_revoked_and_signs_no_more():
    book()
    for name in ("kellan", "dorvia"):
        run("key", "new", "--role", "decision", "--for", name)
    run("key", "add", "m.book", "keys/kellan.decision.pub", "keys/dorvia.decision.pub")
    listed = run("key", "list", "m.book")
    key_id = next(line for line in listed.split("\n") if "kellan" in line).split()[0]
    assert "from entry 1" in listed
    assert "1 keys revoked" in run("key", "revoke", "m.book", key_id)
    assert "ended at entry 2" in run("key", "list", "m.book")
    assert code("key", "revoke", "m.book", key_id) == "key-missing"
    assert code("key", "revoke", "m.book", "") == "key-ambiguous"
    run("cosigners", "show", "m.book")
    assert "4 stand, 1 ended" not in run("check", "m.book", "--workers", "1")
    assert "3 stand, 1 ended" in run("check", "m.book", "--workers", "1")


def test_a_root_register_takes_the_keys_out_of_the_hosts_hands():
    for name in ACTORS[:3]:
        run("key", "new", "--role", "root", "--for", name, "--held", "member", "--keys", "roots")
    Path("m.keys").mkdir()
    for public in Path("roots").glob("*.pub"):
        shutil.copy(public, "m.keys")
    book("--threshold", "2")
    assert "version 1: 2 holders" in run("key", "list", "m.book")
    run("key", "new", "--role", "decision", "--for", "kellan")
    assert code("key", "add", "m.book", "keys/kellan.decision.pub") == "register-stands"
    run("key", "register", "m.book", "--add", "keys/kellan.decision.pub", "--request", "v2.json")
    run("sign", "v2.json", "--key", "roots/kellan.root.key", "--yes", "--out", "one.json")
    assert code("submit", "m.book", "one.json") == "register-unsigned"
    run("sign", "v2.json", "--key", "roots/dorvia.root.key", "--yes", "--out", "two.json")
    run("submit", "m.book", "one.json", "two.json")
    assert "version 2" in run("check", "m.book", "--workers", "1")
    assert code("key", "register", "m.book", "--threshold", "9", "--request", "x") == "threshold-high"


def test_the_logs_key_is_rotated_by_the_register(here):
    run("key", "new", "--role", "root", "--for", "kellan", "--keys", "m.keys")
    book("--threshold", "1")
    old = next(line for line in run("key", "list", "m.book").split("\n") if " log " in line).split()[0]
    run("key", "new", "--role", "log", "--for", "log-2", "--keys", "m.keys")
    run("key", "register", "m.book", "--add", "m.keys/log-2.log.pub", "--revoke", old, "--request", "v2.json")
    run("sign", "v2.json", "--key", "m.keys/kellan.root.key", "--yes", "--out", "signed.json")
    run("submit", "m.book", "signed.json")
    (here / "m.keys" / "log.log.key").unlink()
    (here / "m.keys" / "log.log.pub").unlink()
    run("key", "register", "m.book", "--threshold", "1", "--request", "v3.json")
    run("sign", "v3.json", "--key", "m.keys/kellan.root.key", "--yes", "--out", "signed.json")
    run("submit", "m.book", "signed.json")
    assert "record intact" in run("check", "m.book", "--workers", "1")


def test_a_cosigners_key_is_made_with_its_database_alone():
    assert code("key", "new", "--role", "cosigner", "--for", "kellan") == "cosigner-alone"
    assert code("cosign", "new", "k.cosigner", "--for", "Kellan!") == "actor-malformed"
    run("cosign", "new", "k.cosigner", "--for", "kellan")
    with pytest.raises(Conflict):
        run("cosign", "new", "k.cosigner", "--for", "kellan")


def test_four_cosign_by_files_and_it_is_final():
    drafted = cosigned(*ACTORS)
    assert "NOT" not in drafted, "these are the cosigners and the quorum that the agreement names"
    cosign("kellan", "dorvia")
    assert "logged: in a checkpoint" in run("show", "m.book", "0")
    cosign("harbour-archive")
    assert "final: a quorum" in run("show", "m.book", "0")
    assert "final: 4 of 4 entries" in run("check", "m.book", "--workers", "1")
    assert "isles-envoy: has cosigned nothing yet; behind for" in run("cosigners", "show", "m.book")
    assert "truce.example/log: 4 entries" in run("cosign", "show", "kellan.cosigner")
    assert code("cosigners", "request", "m.book", "nobody", "--out", "x") == "cosigner-unknown"


def test_a_policy_beside_the_agreement_or_unsafe_is_said_aloud():
    cosigned(*ACTORS[:3])
    assert "NOT the cosigners whom the agreement names" in run(
        "cosigners", "policy", "m.book", "kellan.pub", "dorvia.pub"
    )
    out = run("cosigners", "policy", "m.book", *(f"{a}.pub" for a in ACTORS[:3]), "--quorum", "2")
    assert "NOT SAFE" in out
    assert code("cosigners", "policy", "m.book", "kellan.pub", "--quorum", "2") == "quorum-high"
    assert code("cosigners", "policy", "m.book", "kellan.pub", "kellan.pub") == "member-twice"
    assert code("cosigners", "policy", "m.book", "mechanism.yaml") == "key-file"


def test_a_policy_may_come_from_a_file_and_changes_under_both_quorums(here):
    cosigned(*ACTORS[:2])
    text = run("cosigners", "policy", "m.book")
    (here / "p").write_text(text.replace("group members 2", "group members 1"))
    run("cosigners", "policy", "m.book", "--file", "p", "--request", "policy.json")
    run("sign", "policy.json", "--key", "kellan.key", "--yes", "--out", "kellan.json")
    assert code("submit", "m.book", "kellan.json") == "policy-unsigned"


def test_a_cosigner_looks_at_a_folder_by_itself_and_keeps_what_it_refuses(here):
    cosigned(*ACTORS[:3])
    run("export", "tiles", "m.book", "tiles")
    (here / "answer").write_text(run("cosign", "once", "kellan.cosigner", "tiles"))
    assert "kellan" in run("cosigners", "take", "m.book", "answer")
    note = (here / "tiles" / "checkpoint").read_text()
    line = note.split("\n")[2]
    (here / "tiles" / "checkpoint").write_text(
        note.replace(line, "A" + line[1:] if line[0] != "A" else "B" + line[1:])
    )
    assert code("cosign", "once", "kellan.cosigner", "tiles") == "checkpoint-forged"
    assert "checkpoint-forged" in run("cosign", "refused", "kellan.cosigner", "--out", "evidence")
    assert len(list((here / "evidence").iterdir())) == 1
    assert run("cosign", "refused", "dorvia.cosigner") == "nothing was refused\n"
    assert code("cosign", "once", "kellan.cosigner", "nowhere") == "file-missing"
    (here / "empty").mkdir()
    assert code("cosign", "once", "kellan.cosigner", "empty") == "checkpoint-missing"


def test_a_log_is_trusted_and_no_more(here):
    book()
    run("cosign", "new", "k.cosigner", "--for", "kellan")
    run("cosigners", "policy", "m.book")
    assert "as it was" in run("cosign", "trust", "k.cosigner", vkey(), "--not")
    assert "known" in run("cosign", "trust", "k.cosigner", vkey())
    assert "no longer known" in run("cosign", "trust", "k.cosigner", vkey(), "--not")
    with pytest.raises(BadInput):
        run("cosign", "trust", "k.cosigner", "nonsense")


def test_a_proof_is_written_and_checked_and_says_what_it_does_not_show(here):
    cosigned(*ACTORS)
    cosign(*ACTORS[:3])
    (here / "policy").write_text(run("cosigners", "policy", "m.book"))
    run("prove", "m.book", "3", "--out", "p")
    said = run("check", "p", "--policy", "policy")
    assert "final: by 3 of 4" in said
    assert "signed by    kellan, cosigner key" in said
    (here / "other").write_text((here / "policy").read_text().replace("quorum members", "quorum isles-envoy"))
    assert "final: by 3 of 4, and 1 are asked for" in run("check", "p", "--policy", "other")
    run("prove", "m.book", "0", "--out", "q")
    assert "compared     one record in both" in run("check", "p", "--policy", "policy", "--against", "q")
    text = (here / "p").read_text()
    (here / "bare").write_text("\n".join(row for row in text.split("\n") if not row.startswith("extra ")))
    assert code("check", "bare", "--policy", "policy") == "extra-foreign"
    (here / "leaf").write_bytes(b"{}")
    with pytest.raises(Broken) as e:
        run("check", "bare", "--policy", "policy", "--entry", "leaf")
    assert e.value.code == "proof-false"


def test_a_folder_is_written_at_a_size_that_was_signed_and_checked_with_its_fingerprint():
    book()
    run("key", "new", "--role", "decision", "--for", "kellan")
    run("key", "add", "m.book", "keys/kellan.decision.pub")
    assert "tiles: 1 entries" in run("export", "tiles", "m.book", "tiles", "--at", "1")
    assert "record intact" in run("check", "tiles")
    assert code("check", "tiles", "--expect", "0" * 64) == "fingerprint-differs"
    assert code("export", "tiles", "m.book", "tiles", "--at", "9") == "size-wrong"
