"""Office files are ZIP archives: with one fixed time inside, the same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can hold."""


def repeatable(data: bytes, changed: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """Pack an archive again: files in their order, one time, no trace of the machine; some may be changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            change = (changed or {}).get(name)
            info = zipfile.ZipInfo(name, FIRST)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(info, change(content) if change else content)
    return out.getvalue()
