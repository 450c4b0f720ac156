"""Working copies: of each type, what exposes its maker is gone, what it shows is there, and unknown types have none."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

from holdfire.errors import BadInput
from holdfire.evidence.strip import images, working_copy

MAKER = "Somebody Invented"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><creator>{MAKER}</creator></x:xmpmeta>".encode()


def picture(size=(40, 20), mode="RGB"):
    """A picture whose left half is dark and whose right half is light."""
    made = Image.new(mode, size, 20 if mode == "L" else (20,) * len(mode))
    made.paste(220 if mode == "L" else (220,) * len(mode), (size[0] // 2, 0, *size))
    return made


def saved(image, kind, **more):
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def exif():
    made = Image.Exif()
    made[0x013B] = made[0x010F] = MAKER
    made[0x8298] = MAKER
    gps = made.get_ifd(0x8825)
    gps[1], gps[2] = "N", (TiffImagePlugin.IFDRational(33), TiffImagePlugin.IFDRational(30), 0)
    return made


def camera():
    profile = b"profile of " + MAKER.encode()
    return saved(picture(), "JPEG", exif=exif(), xmp=XMP, comment=MAKER, icc_profile=profile)


def jpeg():
    """A JPEG as a camera makes it: EXIF with a place, XMP, IPTC, a comment, a profile, and bytes after its end."""
    plain = camera()
    iptc = (
        b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x18\x1c\x02\x50\x00\x11"
        + MAKER.encode()
        + b"\x00"
    )
    app13 = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    c2pa = b"JP\x00\x01\x00\x00\x00\x01" + MAKER.encode()
    app11 = b"\xff\xeb" + (len(c2pa) + 2).to_bytes(2, "big") + c2pa
    return plain[:2] + app13 + app11 + plain[2:] + b"a film of " + MAKER.encode()


def points(data):
    image = Image.open(io.BytesIO(data)).convert("L")
    return image.size, image.getpixel((5, 10)) < 60, image.getpixel((35, 10)) > 180


def test_a_photograph_keeps_what_it_shows_and_nothing_else():
    data = jpeg()
    assert data.count(MAKER.encode()) >= 6
    made = working_copy(data)
    assert MAKER.encode() not in made.data
    assert points(made.data) == ((40, 20), True, True)
    assert made.type == made.of == "image/jpeg"
    assert {"exif", "gps", "xmp", "iptc", "icc-profile", "comment", "c2pa"} <= set(made.removed)
    assert set(Image.open(io.BytesIO(made.data)).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }


def test_a_photograph_that_was_held_upright_is_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    made = working_copy(saved(picture(), "JPEG", exif=turned))
    assert Image.open(io.BytesIO(made.data)).size == (20, 40)


def png(mode="RGB"):
    text = PngInfo()
    text.add_text("Author", MAKER)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(picture(mode=mode), "PNG", pnginfo=text, exif=exif())


@pytest.mark.parametrize(
    ("data", "of"),
    [
        (png(), "image/png"),
        (png("RGBA"), "image/png"),
        (png("L"), "image/png"),
        (saved(picture().convert("P"), "PNG"), "image/png"),
        (saved(picture().convert("1"), "PNG"), "image/png"),
        (saved(picture(), "WEBP", exif=exif(), xmp=XMP, lossless=True), "image/webp"),
        (saved(picture(), "TIFF", exif=exif()), "image/tiff"),
        (saved(picture().convert("CMYK"), "TIFF"), "image/tiff"),
        (saved(picture().convert("P"), "GIF", comment=MAKER), "image/gif"),
    ],
)
def test_other_pictures_become_a_png_of_the_same_points(data, of):
    made = working_copy(data)
    assert MAKER.encode() not in made.data
    assert (made.type, made.of) == ("image/png", of)
    assert points(made.data) == ((40, 20), True, True)


def test_the_first_picture_alone_is_taken_of_a_photograph_with_more_behind_it():
    data = saved(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), (255, 0, 0))])
    made = working_copy(data)
    assert points(made.data) == ((40, 20), True, True)
    assert "more-pictures" in made.removed
    assert b"MPF" not in made.data


def film():
    frames = [picture().convert("P"), Image.new("P", (40, 20))]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def pdf(change: Any = lambda _pdf, _page: None, **more):
    """A PDF as an office writes it: author, XMP, a note, an attachment, a script, an old state, a photograph."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 100))
    photo = pikepdf.Stream(made, jpeg())
    photo.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=40,
        Height=20,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(AF=photo))
    page.Contents = made.make_stream(b"q 40 0 0 20 10 10 cm /AF Do Q % shown")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=MAKER, Contents=MAKER
    )
    page.Annots = pikepdf.Array([made.make_indirect(note)])
    page.PieceInfo = pikepdf.Dictionary(Maker=pikepdf.Dictionary(Private=MAKER))
    with made.open_metadata() as meta:
        meta["dc:creator"] = [MAKER]
    made.docinfo["/Author"] = made.docinfo["/Producer"] = MAKER
    made.attachments["a.txt"] = MAKER.encode()
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=MAKER)
    made.Root.StructTreeRoot = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, Alt=MAKER)
    )
    change(made, page)
    out = io.BytesIO()
    made.save(out, **more)
    return out.getvalue()


def unpacked(data):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.save(
            out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.specialized, qdf=True
        )
    return out.getvalue()


def test_a_pdf_keeps_its_pages_and_nothing_of_its_maker():
    data = pdf()
    assert MAKER.encode() in unpacked(data)
    made = working_copy(data)
    for each in (made.data, unpacked(made.data)):
        assert MAKER.encode() not in each
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        page = opened.pages[0]
        assert b"/AF Do" in page.Contents.read_bytes()
        assert points(page.Resources.XObject["/AF"].read_raw_bytes()) == ((40, 20), True, True)
        assert "/Info" not in opened.trailer
    assert {"annotations", "attachments", "doc-info", "pictures", "scripts", "structure", "xmp"} <= set(
        made.removed
    )


def test_equal_pdfs_give_equal_working_copies():
    data = pdf()
    assert working_copy(data).data == working_copy(data).data


def _jpx(made, page):
    page.Resources.XObject["/AF"].write(b"\x00\x00\x00\x0cjP  ", filter=pikepdf.Name.JPXDecode)


def _twice(made, page):
    packed = pikepdf.Array([pikepdf.Name.ASCIIHexDecode, pikepdf.Name.DCTDecode])
    page.Resources.XObject["/AF"].write(b"FFD8>", filter=packed)


def _no_jpeg(made, page):
    page.Resources.XObject["/AF"].write(b"not a picture", filter=pikepdf.Name.DCTDecode)


@pytest.mark.parametrize("change", [_jpx, _twice, _no_jpeg])
def test_a_pdf_with_pictures_that_are_not_known_has_no_working_copy(change):
    with pytest.raises(BadInput) as e:
        working_copy(pdf(change))
    assert e.value.code == "working-copy-none"


def word():
    made = docx.Document()
    made.core_properties.author = made.core_properties.last_modified_by = MAKER
    made.add_paragraph("EXERCISE. Two shells fell by the mill.")
    made.add_picture(io.BytesIO(camera()))
    run = made.add_paragraph("A note on this.").runs[0]
    made.add_comment(run, text=MAKER, author=MAKER, initials="SI")
    out = io.BytesIO()
    made.save(out)
    return repacked(out.getvalue(), _revised)


def _revised(name, body):
    """Word's own marks: who inserted what, in which session."""
    marks = (
        '<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w:rsidR="00AB12CD" w14:paraId="1">'
        f'<w:ins w:id="9" w:author="{MAKER}" w:date="2031-03-01T00:00:00Z"/>'
    )
    return body.replace(b"<w:p>", marks.encode(), 1) if name == "word/document.xml" else body


def repacked(data, change, more=()):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
        for name, body in more:
            new.writestr(name, body)
    return out.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {i.filename: packed.read(i) for i in packed.infolist()}


def test_a_word_file_keeps_its_words_and_nothing_of_its_maker():
    data = word()
    assert sum(MAKER.encode() in body for body in parts(data).values()) >= 4
    made = working_copy(data)
    found = parts(made.data)
    assert not any(MAKER.encode() in body for body in found.values())
    assert not any(name.startswith("docProps") or "comments" in name for name in found)
    assert b"rsid" not in found["word/document.xml"]
    assert {"authors", "comments", "pictures", "properties"} <= set(made.removed)
    again = docx.Document(io.BytesIO(made.data))
    assert "Two shells fell by the mill." in "\n".join(p.text for p in again.paragraphs)
    assert len(again.inline_shapes) == 1


def test_an_excel_file_keeps_its_cells_and_nothing_of_its_maker():
    book = openpyxl.Workbook()
    book.properties.creator = MAKER
    book.active["A1"] = "EXERCISE. 14 shells"
    book.active["A1"].comment = openpyxl.comments.Comment(MAKER, MAKER)
    out = io.BytesIO()
    book.save(out)
    made = working_copy(out.getvalue())
    assert not any(MAKER.encode() in body for body in parts(made.data).values())
    assert openpyxl.load_workbook(io.BytesIO(made.data)).active["A1"].value == "EXERCISE. 14 shells"


def test_a_slide_show_keeps_its_slides():
    formats = "http://schemas.openxmlformats.org"
    types = (
        f'<Types xmlns="{formats}/package/2006/content-types"><Default Extension="xml" ContentType="a"/>'
        '<Override PartName="/docProps/core.xml" ContentType="b"/></Types>'
    ).encode()
    slide = f'<s xmlns="{formats}/presentationml/2006/main"><t>EXERCISE. A slide</t></s>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, body in (
            ("[Content_Types].xml", types),
            ("ppt/presentation.xml", b"<p/>"),
            ("ppt/slides/slide1.xml", slide),
            ("docProps/core.xml", f"<c>{MAKER}</c>".encode()),
        ):
            packed.writestr(name, body)
    made = working_copy(out.getvalue())
    found = parts(made.data)
    assert sorted(found) == ["[Content_Types].xml", "ppt/presentation.xml", "ppt/slides/slide1.xml"]
    assert b"docProps" not in found["[Content_Types].xml"]
    assert b"A slide" in found["ppt/slides/slide1.xml"]


def with_part(name, body=b"<a/>"):
    return repacked(word(), lambda _n, b: b, [(name, body)])


def with_doctype():
    return repacked(
        word(), lambda n, b: b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>' if n == "word/styles.xml" else b
    )


BAD = {
    "nothing": b"",
    "bytes": bytes(range(256)),
    "a film": film(),
    "a picture cut off": jpeg()[:300],
    "a picture by its beginning only": b"\xff\xd8\xff" + b"x" * 40,
    "a picture with deep points": saved(Image.new("I;16", (4, 4)), "PNG"),
    "a locked pdf": pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    "a pdf by its beginning only": b"%PDF-1.7\n" + b"x" * 40,
    "macros": with_part("word/vbaProject.bin", b"x"),
    "an embedded object": with_part("word/embeddings/oleObject1.bin", b"x"),
    "a part that is not known": with_part("word/surprise.xml"),
    "a document type": with_doctype(),
    "a zip of something else": repacked(word(), lambda _n, b: b)[:-30],
    "a page": b"<html><meta name=author content='Somebody Invented'>",
    "a letter": b"Received: by mail\nFrom: somebody@example.org\n\nHello",
    "rich text": b"{\\rtf1 {\\author Somebody Invented}}",
    "a film of sound and pictures": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40,
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_made_clean_has_no_working_copy(name):
    with pytest.raises(BadInput) as e:
        working_copy(BAD[name])
    assert e.value.code == "working-copy-none"
    assert MAKER not in str(e.value)


def test_plain_text_is_as_it_is():
    said = "EXERCISE. سقطت قذيفتان.\nTwo shells fell.\n".encode()
    made = working_copy(said)
    assert (made.data, made.type, made.removed) == (said, "text/plain", ())


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\x00\x00\x00\x00", b"\xff\xd8\xff\xe0\x00\x04ab"]
)
def test_what_is_no_jpeg_is_not_taken_for_one_in_a_pdf(data):
    with pytest.raises(ValueError):
        images.jpeg_segments(data)
