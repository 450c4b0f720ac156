"""Pictures: only the points of the picture are taken over, into a new file. Noise and what it shows stay."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from holdfire.evidence.strip import Copy, missing, none
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF")
"""As Pillow calls them. It calls a JPEG with more pictures behind it MPO; the first of those is taken."""

MOST_POINTS = 100_000_000
QUALITY = 92
GPS = 0x8825
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")


def is_image(data: bytes) -> bool:
    """Tell whether a file begins as a picture of a known format."""
    return data.startswith(_BEGINNINGS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def strip(data: bytes) -> Copy:
    """Make a JPEG of a JPEG and a PNG of any other, upright, without EXIF, XMP, IPTC, profile, comments or more."""
    image, removed = _read(data)
    kind = "JPEG" if image.mode in ("L", "RGB") and data.startswith(b"\xff\xd8\xff") else "PNG"
    return Copy(_written(image, kind), f"image/{kind.lower()}", _type(data), removed)


def _type(data: bytes) -> str:
    """Give a picture's media type by how it begins."""
    names = {b"\xff\xd8": "jpeg", b"\x89P": "png", b"GI": "gif", b"RI": "webp"}
    return f"image/{names.get(data[:2], 'tiff')}"


def same_format(data: bytes) -> bytes:
    """Strip a picture inside a document, which has to keep its format; BadInput where it cannot."""
    image, _ = _read(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _written(image.convert("RGB") if image.mode == "RGBA" else image, "JPEG")
    if data.startswith(b"\x89PNG"):
        return _written(image, "PNG")
    if data.startswith(b"GIF8"):
        return _written(image, "GIF")
    raise none(say("a picture in it is of a type that is not known"))


def _pillow() -> Any:
    try:
        from PIL import Image, ImageOps
    except ModuleNotFoundError as e:
        raise missing() from e
    return Image, ImageOps


def _read(data: bytes) -> tuple[Any, tuple[str, ...]]:
    """Read the points of a picture, turned upright, and say what else was in the file."""
    module, ops = _pillow()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = module.open(io.BytesIO(data), formats=list(FORMATS))
            if found.width * found.height > MOST_POINTS:
                raise none(say("the picture is too large"))
            if getattr(found, "n_frames", 1) > 1 and found.format != "MPO":
                raise none(say("it is a film of several pictures"))
            removed = tuple(_said(found))
            image = _plain(ops.exif_transpose(found))
    except (OSError, SyntaxError, ValueError, EOFError, module.DecompressionBombError) as e:
        raise none(say("the picture cannot be read")) from e
    return module.frombytes(image.mode, image.size, image.tobytes()), removed


def _plain(image: Any) -> Any:
    """Bring a picture to grey or colour, with or without transparency."""
    if image.mode in ("L", "RGB", "RGBA"):
        return image
    if image.mode in ("1", "CMYK", "YCbCr", "LAB", "HSV", "P", "PA", "LA", "RGBX", "RGBa"):
        clear = image.mode in ("PA", "LA", "RGBa") or "transparency" in image.info
        return image.convert("RGBA" if clear else "L" if image.mode == "1" else "RGB")
    raise none(say("its sort of points is not known"))


def _written(image: Any, kind: str) -> bytes:
    out = io.BytesIO()
    more = {"quality": QUALITY} if kind == "JPEG" else {}
    image.save(out, kind, **more)
    return out.getvalue()


def _said(image: Any) -> Iterator[str]:
    """Yield what a picture's file says besides the picture, by code."""
    exif, info = image.getexif(), image.info
    if exif:
        yield "exif"
    if exif.get_ifd(GPS):
        yield "gps"
    marks = {mark for mark, _ in getattr(image, "applist", ())}
    for code, there in (
        ("xmp", "xmp" in info or "XML:com.adobe.xmp" in info),
        ("iptc", "photoshop" in info or "APP13" in marks),
        ("icc-profile", "icc_profile" in info),
        ("comment", "comment" in info or bool(getattr(image, "text", None))),
        ("c2pa", "APP11" in marks),
        ("more-pictures", getattr(image, "n_frames", 1) > 1),
    ):
        if there:
            yield code


def jpeg_segments(data: bytes) -> bytes:
    """Drop a JPEG's application segments and comments, but for those that say how its colours are meant.

    For pictures in a PDF, whose points may not be changed: JFIF's APP0 and Adobe's APP14 stay (ITU-T T.81, annex B).
    ValueError where it is no JPEG.
    """
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("no JPEG")
    out, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("no marker where one must be")
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xDA:
            stop = data.rfind(b"\xff\xd9")
            return bytes(out) + data[at : stop + 2 if stop > at else len(data)]
        if not (0xE1 <= mark <= 0xED or mark in (0xEF, 0xFE)):
            out += data[at:end]
        at = end
    raise ValueError("no picture in it")
