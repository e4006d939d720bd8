"""What the XMP packet of a picture or video claims: program, dates, steps of editing.

XMP is XML out of a stranger's file: it is read without document types and entities, which would
name other files or grow without end, and under a size. Only a few fields are taken; most files that
went through a platform have none left.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from verify.domain.claimed import HistoryStep, XmpClaims
from verify.media.boxes import BoxReading
from verify.media.tags import MOST_CHARACTERS, printable

XMP_UUID = "uuid:be7acfcb97a942e89c71999491e3afac"
"""The box of MP4 files that holds XMP (XMP specification, part 3); QuickTime uses `XMP_`."""
_PACKET_BYTES = 1 << 20
_START, _END = b"<rdf:RDF", b"</rdf:RDF>"
_MOST_STEPS = 50
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_MM = "{http://ns.adobe.com/xap/1.0/mm/}"
_EVENT = "{http://ns.adobe.com/xap/1.0/sType/ResourceEvent#}"
_REFERENCE = "{http://ns.adobe.com/xap/1.0/sType/ResourceRef#}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PROVENANCE = "provenance"
_FIELDS = {
    f"{_XMP}CreatorTool": "CreatorTool",
    f"{_XMP}CreateDate": "CreateDate",
    f"{_XMP}ModifyDate": "ModifyDate",
    f"{_XMP}MetadataDate": "MetadataDate",
    "{http://ns.adobe.com/photoshop/1.0/}DateCreated": "DateCreated",
    f"{_MM}OriginalDocumentID": "OriginalDocumentID",
    f"{_MM}DocumentID": "DocumentID",
    # IPTC's word for how a picture came about, such as "trainedAlgorithmicMedia".
    "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType": "DigitalSourceType",
    "{http://purl.org/dc/terms/}provenance": PROVENANCE,
}


def read_xmp(content: bytes) -> tuple[XmpClaims | None, list[str]]:
    """Return what the first packet in these bytes says, and what stood in the way.

    Parameters
    ----------
    content : bytes
        Of a picture, whatever its kind, or of the box that holds the packet.
    """
    start = content.find(_START)
    end = content.find(_END, start) if start >= 0 else -1
    if end < 0:
        return None, []
    packet = content[start : end + len(_END)]
    if len(packet) > _PACKET_BYTES:
        return None, ["Its XMP data is larger than any program writes, and was not read."]
    try:
        root = fromstring(packet, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None, ["Its XMP data is damaged, or asks for more than is read."]
    return XmpClaims(untrusted_fields=_fields(root), history=list(_history(root))), []


def xmp_box(path: Path, reading: BoxReading) -> bytes:
    """Return the bytes of the box that holds XMP, empty if there is none."""
    box = reading.having(XMP_UUID) or reading.having("XMP_")
    if box is None:
        return b""
    with path.open("rb") as file:
        file.seek(box.offset)
        return file.read(min(box.size_bytes, 2 * _PACKET_BYTES))


def _fields(root: Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for element in root.iter(f"{_RDF}Description"):
        for name, shown in _FIELDS.items():
            text = _stated(element, name)
            if text:
                fields.setdefault(shown, text)
    for source in root.iter(f"{_MM}DerivedFrom"):
        for name in ("originalDocumentID", "documentID", "instanceID"):
            if text := _stated(source, f"{_REFERENCE}{name}"):
                fields.setdefault("DerivedFrom", text)
    return fields


def _history(root: Element) -> Iterator[HistoryStep]:
    history = root.find(f".//{_MM}History")
    if history is None:
        return
    for number, step in enumerate(history.iter(f"{_RDF}li")):
        if number == _MOST_STEPS:
            return
        yield HistoryStep(
            untrusted_action=_stated(step, f"{_EVENT}action"),
            untrusted_software=_stated(step, f"{_EVENT}softwareAgent"),
            untrusted_when=_stated(step, f"{_EVENT}when"),
        )


def _stated(element: Element, name: str) -> str | None:
    """Return a property, which RDF allows as an attribute and as an element."""
    text = element.get(name) or element.findtext(name) or element.findtext(f"*/{name}")
    return printable(text.strip())[:MOST_CHARACTERS] or None if text else None
