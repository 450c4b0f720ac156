"""aics-tlog reads our records, and three aics-witness processes cosign them."""

from __future__ import annotations

import re
import socket
import subprocess
import time

import pytest
from round_fixtures import AICS
from rounds import NAMES

from holdfire.cosign import client, gather
from holdfire.cosign.export import export
from holdfire.db.engine import read
from holdfire.record import check_proof, growth, note, proof, receipt, repo
from holdfire.record import checkpoint as cp
from holdfire.record import cosignature as cosig
from holdfire.record.finality import State
from holdfire.record.note import COSIGNATURE, parse_vkey
from holdfire.record.policy import Known, plain

pytestmark = pytest.mark.slow


def log_of(four):
    return cp.vkey(four.desk.book.log, four.desk.log_key.public)


@pytest.fixture
def exported(four, tmp_path):
    """A folder of tiles, with the checkpoint of an earlier size beside it."""
    four.grow(250)
    with read(four.desk.book.engine) as connection:
        export(connection, four.desk.book.log, tmp_path / "tiles")
    (tmp_path / "old").write_text((tmp_path / "tiles" / "checkpoint").read_text())
    four.grow(60)
    four.cosign("kellan", "dorvia", "university")
    with read(four.desk.book.engine) as connection:
        export(connection, four.desk.book.log, tmp_path / "tiles")
    return tmp_path


def trusting(four, quorum=3):
    witnesses = [part for n in NAMES for part in ("--witness-key", str(four.card(n).vkey))]
    return ["--log-key", str(log_of(four)), *witnesses, "--quorum", str(quorum), "--max-future", "999999999"]


def test_it_finds_the_checkpoint_signed_and_cosigned(aics, four, exported):
    tiles = ["--tiles", str(exported / "tiles")]
    done = aics("aics-tlog", "verify-checkpoint", *tiles, *trusting(four))
    assert done.returncode == 0, done.stdout + done.stderr
    assert aics("aics-tlog", "verify-checkpoint", *tiles, *trusting(four, 4)).returncode != 0


def test_it_proves_entries_out_of_the_tiles(aics, four, exported):
    tiles = ["--tiles", str(exported / "tiles")]
    for index in (0, 1, 255, 256, four.desk.book.size() - 1):
        with read(four.desk.book.engine) as connection:
            (exported / "leaf").write_bytes(repo.leaf(connection, index))
        here = ["--leaf", str(exported / "leaf"), *tiles, *trusting(four)]
        done = aics("aics-tlog", "verify-inclusion", "--index", str(index), *here)
        assert done.returncode == 0, done.stdout + done.stderr
        assert aics("aics-tlog", "verify-inclusion", "--index", str((index + 1) % 200), *here).returncode != 0


def test_it_finds_that_the_log_only_grew(aics, four, exported):
    done = aics(
        "aics-tlog", "verify-consistency", "--old-checkpoint", str(exported / "old"),
        "--tiles", str(exported / "tiles"), *trusting(four),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers_on(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


@pytest.fixture
def witnesses(aics, four, tmp_path):
    """Three of its witnesses, which know our log: (verifier key, address) of each."""
    running, made = [], []
    for n in range(3):
        folder, port = tmp_path / f"witness-{n}", free_port()
        folder.mkdir()
        config = ["--config", str(folder / "witness.json")]
        listen = ["--listen", f"127.0.0.1:{port}", "--name", f"witness-{n}.example/w"]
        done = aics("aics-witness", "init", *config, *listen)
        assert done.returncode == 0, done.stdout + done.stderr
        key = re.search(r"\S+\+[0-9a-f]{8}\+\S+", done.stdout + done.stderr)
        assert key is not None
        ours = ["--origin", four.desk.book.log, "--vkey", str(log_of(four))]
        added = aics("aics-witness", "add-log", *config, *ours)
        assert added.returncode == 0, added.stdout + added.stderr
        running.append(
            subprocess.Popen(
                [str(AICS / "aics-witness"), "serve", *config],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        assert answers_on(port)
        made.append((parse_vkey(key[0], COSIGNATURE), f"http://127.0.0.1:{port}"))
    yield made
    for each in running:
        each.terminate()
        each.wait(10)


def asked(four, address, old):
    with read(four.desk.book.engine) as connection:
        body = growth.write(gather.request(connection, old)).encode()
    return client.send(address, body)


def test_three_foreign_cosigners_cosign_our_log_and_make_a_proof_final(four, witnesses):
    old = 0
    for _ in range(3):
        size, lines = four.grow(20), ""
        for _vkey, address in witnesses:
            status, text = asked(four, address, old)
            assert status == 200, text
            lines += text
        old = size
    with read(four.desk.book.engine) as connection:
        signed = repo.last_checkpoint(connection)
        leaf = repo.leaf(connection, 7)
        path = proof.inclusion(7, old, repo.reader(connection))
    found = [h for _, _, h in cosig.read(note.parse(signed + lines), [v for v, _ in witnesses])]
    assert found == [True] * 3
    policy = plain(log_of(four), {v.name: Known(v) for v, _ in witnesses})
    made = receipt.parse(receipt.write(receipt.Receipt(7, tuple(path), signed + lines)))
    assert check_proof.check(made, policy, receipt.Extra(leaf)).state is State.FINAL


def test_foreign_cosigners_refuse_what_ours_refuse_by_the_same_status(four, witnesses, forged):
    size = four.grow()
    _, address = witnesses[0]
    mine = four.who["kellan"]
    assert asked(four, address, 0)[0] == 200
    mine.add_checkpoint(four.request(0))
    grown = four.grow()
    for request in (
        four.request(size, forged(grown, b"\1" * 32)),
        four.request(grown, forged(size, b"\1" * 32)),
        four.request(0),
        b"nonsense",
        four.request(size, forged(grown, b"\1" * 32, four.desk.intake_key)),
        four.request(size).replace(four.desk.book.log.encode(), b"other/log"),
    ):
        assert client.send(address, request)[0] == mine_says(mine, request)


def mine_says(cosigner, request):
    from holdfire.cosign.judge import status
    from holdfire.errors import HoldfireError

    try:
        cosigner.add_checkpoint(request)
    except HoldfireError as error:
        return status(error)
    return 200
