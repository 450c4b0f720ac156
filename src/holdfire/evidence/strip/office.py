"""Word, Excel and PowerPoint files: known parts alone are taken over, cleaned; one not known refuses the file."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any

from holdfire.evidence.strip import Copy, missing, none
from holdfire.evidence.strip.images import same_format
from holdfire.words import say

KEPT = re.compile(
    r"\[Content_Types\]\.xml|(.*/)?_rels/[^/]*\.rels"
    r"|word/(document|styles|stylesWithEffects|settings|fontTable|webSettings|numbering|footnotes|endnotes"
    r"|(header|footer)\d*|theme/theme\d+)\.xml"
    r"|xl/(workbook|styles|sharedStrings|metadata|(worksheets/sheet|theme/theme|tables/table|drawings/drawing)\d+)\.xml"
    r"|ppt/(presentation|presProps|viewProps|tableStyles|(slides/slide|slideLayouts/slideLayout|slideMasters/slideMaster"
    r"|notesMasters/notesMaster|handoutMasters/handoutMaster|theme/theme)\d+)\.xml"
)
PICTURE = re.compile(r"(word|xl|ppt)/media/[^/]+\.(png|jpe?g|gif)", re.IGNORECASE)
GONE = re.compile(
    r"docProps/.*|customXml/.*|docMetadata/.*|word/(comments.*|people)\.xml|word/glossary/.*"
    r"|xl/(comments\d+\.xml|comments/.*|threadedComments/.*|persons/.*|printerSettings/.*|calcChain\.xml"
    r"|revisions/.*|externalLinks/.*|queryTables/.*|connections\.xml|customProperty/.*|(drawings/)?[^/]*\.vml)"
    r"|ppt/(commentAuthors\.xml|authors\.xml|comments/.*|notesSlides/.*|changesInfos/.*|revisionInfo\.xml|tags/.*)"
    r"|.*/_rels/(people|comments\d*)\.xml\.rels|mimetype|.*/"
)
"""Parts that say who made and marked it, or are of no use without one another."""

OPEN_XML = "application/vnd.openxmlformats-officedocument."
SORTS = {
    "word/document.xml": f"{OPEN_XML}wordprocessingml.document",
    "xl/workbook.xml": f"{OPEN_XML}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OPEN_XML}presentationml.presentation",
}
"""The part by which a file's sort is known, and its media type."""

ELEMENTS = frozenset(
    {"rsids", "docVars", "attachedTemplate", "mailMerge", "docId", "absPath", "fileSharing", "revisionPtr"}
    | {"writeProtection", "documentProtection", "modifyVerifier", "commentRangeStart", "commentRangeEnd"}
    | {"commentReference", "legacyDrawing", "legacyDrawingHF", "externalReferences", "fileRecoveryPr"}
    | {"customWorkbookViews", "proofErr", "persistentDocumentId"}
)
"""Elements that are left out, wherever they stand, by local name."""

NAMES = frozenset({"author", "userName", "lastModifiedBy", "creator"})
DROPPED = frozenset({"initials", "date", "dT", "descr", "uid", "durableId", "paraId", "textId"})
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MOST = 512 << 20
PARTS = 5000


def strip(data: bytes) -> Copy:
    """Write the file anew; BadInput `working-copy-none` for macros, embedded objects, and parts not known."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = _read(packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as e:
        raise none(say("it cannot be unpacked")) from e
    sort = next((SORTS[name] for name in SORTS if name in parts), None)
    if sort is None:
        raise none(say("its type is not known"))
    removed = {"properties"} if any(n.startswith("docProps/") for n in parts) else set[str]()
    removed |= {"comments"} if any("omments" in n for n in parts) else set()
    kept = {name: body for name, body in parts.items() if not GONE.fullmatch(name)}
    clean = {name: _part(name, body, kept, removed) for name, body in kept.items()}
    return Copy(_packed(clean), sort, sort, tuple(sorted(removed)))


def _read(packed: zipfile.ZipFile) -> dict[str, bytes]:
    listed = packed.infolist()
    if len(listed) > PARTS or sum(i.file_size for i in listed) > MOST:
        raise none(say("it unpacks to too much"))
    if len({i.filename for i in listed}) != len(listed):
        raise none(say("two parts of it go under one name"))
    unknown = [
        i.filename
        for i in listed
        if not (KEPT.fullmatch(i.filename) or PICTURE.fullmatch(i.filename) or GONE.fullmatch(i.filename))
    ]
    if unknown:
        raise none(say("it has macros, embedded objects, or parts that are not known"))
    return {i.filename: packed.read(i) for i in listed}


def _part(name: str, body: bytes, kept: dict[str, bytes], removed: set[str]) -> bytes:
    if PICTURE.fullmatch(name):
        clean = same_format(body)
        removed.add("pictures")
        return clean
    root = _parsed(body)
    if name == "[Content_Types].xml":
        _drop([e for e in root if e.get("PartName", "/").lstrip("/") not in kept and e.get("PartName")])
    elif name.endswith(".rels"):
        _relations(root, posixpath.dirname(posixpath.dirname(name)), kept)
    else:
        _content(root, _lost(name, kept), removed)
    return bytes(_etree().tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _etree() -> Any:
    try:
        from lxml import etree
    except ModuleNotFoundError as e:
        raise missing() from e
    return etree


def _parsed(body: bytes) -> Any:
    etree = _etree()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as e:
        raise none(say("a part of it cannot be read")) from e
    if root.getroottree().docinfo.doctype:
        raise none(say("a part of it declares a document type"))
    return root


def _drop(elements: list[Any]) -> None:
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)


def _is_lost(relation: Any, folder: str, kept: dict[str, bytes]) -> bool:
    """Tell whether a relation leads to a part that is left out, or to a file elsewhere that is no link."""
    target = str(relation.get("Target", ""))
    if relation.get("TargetMode") == "External":
        return not str(relation.get("Type", "")).endswith("/hyperlink")
    path = (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )
    return path not in kept


def _relations(root: Any, folder: str, kept: dict[str, bytes]) -> None:
    _drop([r for r in root if _is_lost(r, folder, kept)])
    for relation in root:
        if relation.get("TargetMode") == "External" and not relation.get("Target", "").startswith("http"):
            relation.set("Target", "about:blank")


def _lost(name: str, kept: dict[str, bytes]) -> set[str]:
    """Give the ids by which a part names what is left out."""
    folder, base = posixpath.split(name)
    beside = kept.get(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
    relations = _parsed(beside) if beside else ()
    return {str(r.get("Id")) for r in relations if _is_lost(r, folder, kept)}


def _content(root: Any, lost: set[str], removed: set[str]) -> None:
    etree = _etree()
    going = []
    for element in root.iter(etree.Element):
        local = etree.QName(element).localname
        if local in ELEMENTS:
            going.append(element)
            continue
        for name in list(element.attrib):
            _attribute(element, name, local, lost, going, removed)
    _drop(going)


def _attribute(
    element: Any, name: str, local: str, lost: set[str], going: list[Any], removed: set[str]
) -> None:
    plain = name.rpartition("}")[2]
    if name.startswith(RELATION) and element.get(name) in lost:
        if local == "pageSetup":
            del element.attrib[name]
        else:
            going.append(element)
    elif plain in NAMES:
        element.set(name, "removed")
        removed.add("authors")
    elif plain in DROPPED or plain.startswith("rsid"):
        del element.attrib[name]


def _packed(parts: dict[str, bytes]) -> bytes:
    """Pack parts under one date, so that equal parts are equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(parts, key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, parts[name])
    return out.getvalue()
