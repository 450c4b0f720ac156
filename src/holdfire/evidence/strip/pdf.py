"""PDF: written anew from what its pages show; whoever wrote it, with what, and what hangs on it, is left out."""

from __future__ import annotations

import io
from typing import Any

from holdfire.errors import BadInput
from holdfire.evidence.strip import Copy, missing, none
from holdfire.evidence.strip.images import jpeg_segments
from holdfire.words import say

GONE = {
    "/Metadata": "xmp",
    "/PieceInfo": "application-data",
    "/LastModified": "dates",
    "/Thumb": "thumbnails",
    "/AF": "attachments",
    "/EmbeddedFiles": "attachments",
    "/EF": "attachments",
    "/Collection": "attachments",
    "/JavaScript": "scripts",
    "/JS": "scripts",
    "/OpenAction": "scripts",
    "/AA": "scripts",
    "/AcroForm": "forms",
    "/XFA": "forms",
    "/Annots": "annotations",
    "/StructTreeRoot": "structure",
    "/MarkInfo": "structure",
    "/SpiderInfo": "structure",
    "/Perms": "signatures",
    "/DSS": "signatures",
    "/Threads": "structure",
    "/Outlines": "structure",
    "/Alternates": "alternates",
    "/OPI": "application-data",
}
"""Entries of dictionaries that are left out, wherever they stand (ISO 32000-1), and the code of what they hold."""

SHORT = frozenset({"/AF", "/EF", "/JS", "/AA", "/OPI", "/DSS"})
"""Those that may also be what a page calls a font or a picture: left out where the dictionary says its type."""


def strip(data: bytes) -> Copy:
    """Write a PDF anew without them; its pictures lose what cameras wrote into them."""
    try:
        import pikepdf
    except ModuleNotFoundError as e:
        raise missing() from e
    removed: set[str] = set()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for code, name in (("doc-info", "/Info"), ("ids", "/ID")):
                if name in pdf.trailer:
                    del pdf.trailer[name]
                    removed.add(code)
            for found in pdf.objects:
                _clean(pikepdf, found, removed, 0)
            out = io.BytesIO()
            pdf.remove_unreferenced_resources()
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except BadInput:
        raise
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError) as e:
        raise none(say("the PDF cannot be read, or is locked")) from e
    return Copy(out.getvalue(), "application/pdf", "application/pdf", tuple(sorted(removed)))


def _clean(pikepdf: Any, found: Any, removed: set[str], depth: int) -> None:
    """Clean one object and what stands in it directly; what it refers to comes by itself."""
    if depth > 100:
        raise none(say("the PDF is nested too deeply"))
    if isinstance(found, pikepdf.Stream):
        _picture(pikepdf, found, removed)
    if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
        typed = any(mark in found for mark in ("/Type", "/Subtype", "/S", "/F"))
        for name in [n for n in found.keys() if n in GONE and (typed or n not in SHORT)]:  # noqa: SIM118 - no dict
            removed.add(GONE[name])
            del found[name]
        parts = [part for _, part in found.items()]
    elif isinstance(found, pikepdf.Array):
        parts = list(found)
    else:
        return
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _clean(pikepdf, part, removed, depth + 1)


def _picture(pikepdf: Any, stream: Any, removed: set[str]) -> None:
    filters = stream.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if "/JPXDecode" in names or (stream.get("/Type") == "/EmbeddedFile"):
        if stream.get("/Type") == "/EmbeddedFile":
            stream.write(b"")
            removed.add("attachments")
            return
        raise none(say("a picture in it is of a type that is not known"))
    if "/DCTDecode" not in names:
        return
    if len(names) > 1:
        raise none(say("a picture in it is packed in a way that is not known"))
    raw = stream.read_raw_bytes()
    clean = jpeg_segments(raw)
    if clean != raw:
        removed.add("pictures")
        stream.write(clean, filter=pikepdf.Name.DCTDecode, decode_parms=stream.get("/DecodeParms"))
