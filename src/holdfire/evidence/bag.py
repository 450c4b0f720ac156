"""A bag: files with their custody in the form of BagIt (RFC 8493), which other people's tools validate."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from holdfire.errors import Conflict, Where
from holdfire.record.encoding import EPOCH, sha256_hex
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write(folder: Path, payload: Mapping[str, bytes], about: Mapping[str, str], at: int) -> str:
    """Write a bag into a folder that is not there yet, and give the SHA-256 of its tag manifest, hexadecimal.

    `payload` are files by their path below `data/`, `about` goes into `bag-info.txt`, `at` (UTC microseconds) is its
    date. Conflict `file-exists`.
    """
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError as e:
        raise Conflict(
            "file-exists", say("there is a file of that name already"), where=Where(str(folder))
        ) from e
    files = {f"data/{name}": data for name, data in payload.items()}
    day = (EPOCH + dt.timedelta(microseconds=at)).date().isoformat()
    size = f"{sum(map(len, files.values()))}.{len(files)}"
    info = {**about, "Bagging-Date": day, "Payload-Oxum": size}
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in info.items()).encode(),
        "manifest-sha256.txt": _manifest(files),
    }
    last = _manifest(tags)
    for name, data in {**files, **tags, "tagmanifest-sha256.txt": last}.items():
        _put(folder / name, data)
    return sha256_hex(last)


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256_hex(data)}  {name}\n" for name, data in sorted(files.items())).encode()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as f:
        f.write(data)
