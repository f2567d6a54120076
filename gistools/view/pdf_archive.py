"""PDF for archives (PDF/A-2b): XMP metadata, sRGB as output intent, streams as the standard writes them.

Source: ISO 19005-2, conformance level B, on top of what reportlab writes: fonts embedded, no encryption, an id of the
file. reportlab sets no end of line before ``endstream`` and knows no output intent; both are mended here.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape

from PIL import ImageCms
from reportlab.pdfbase import pdfdoc

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

__all__ = ["About", "mark_archival", "sealed", "srgb_profile"]

PART, LEVEL = 2, "B"
_PROFILE_NAME = "sRGB IEC61966-2.1"
_DATE = slice(24, 36)  # of an ICC profile: when it was made
_FIXED_DATE = bytes((7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # 1 January 2000
_OBJECT = re.compile(rb"\d+ 0 obj\n")
_END = b"endstream\nendobj\n"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part>
<pdfaid:conformance>{level}</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>gistools</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


class About(NamedTuple):
    """What the file tells of itself; ``date`` as ISO 8601, the same as in its information dictionary."""

    title: str
    author: str
    subject: str
    language: str
    date: str


@functools.cache
def srgb_profile() -> bytes:
    """Return the ICC profile of sRGB, which LittleCMS makes (no copyright); the same bytes each time.

    >>> srgb_profile()[36:40], srgb_profile()[16:20]
    (b'acsp', b'RGB ')
    """
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_DATE] = _FIXED_DATE
    return bytes(made)


class _Stream(pdfdoc.PDFObject):
    """A stream as it is, without a filter."""

    __RefOnly__ = 1

    def __init__(self, entries: str, content: bytes) -> None:
        self._entries, self._content = entries, content

    def format(self, _: Any) -> bytes:  # noqa: ANN401 - the document of reportlab
        head = f"<< {self._entries} /Length {len(self._content)} >>\nstream\n"
        return head.encode("ascii") + self._content + b"endstream\n"


def mark_archival(canvas: Canvas, about: About) -> None:
    """Let the file of a canvas say that it is for archives, and which colours it means."""
    document: Any = canvas._doc  # type: ignore[attr-defined]  # noqa: SLF001 - reportlab has no other way
    catalog = document.Catalog
    if getattr(catalog, "Metadata", None) is not None:
        return
    told = {name: escape(text) for name, text in about._asdict().items()}
    xmp = _XMP.format(part=PART, level=LEVEL, producer=escape(document.info.producer), **told)
    catalog.Metadata = _Stream("/Type /Metadata /Subtype /XML", xmp.encode("utf-8"))
    profile = document.Reference(_Stream("/N 3", srgb_profile()), "gistools-srgb")
    name = pdfdoc.PDFString(_PROFILE_NAME)
    intent = pdfdoc.PDFDictionary({
        "Type": pdfdoc.PDFName("OutputIntent"), "S": pdfdoc.PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": name, "Info": name, "DestOutputProfile": profile,
    })  # fmt: skip
    catalog.OutputIntents = pdfdoc.PDFArray([intent])
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]


def sealed(data: bytes) -> bytes:
    """Return a file of reportlab with an end of line before each ``endstream``, and its table of offsets anew.

    Raises
    ------
    ValueError
        For a file that reportlab did not write in this way (a defect of gistools).
    """
    at = int(data[data.rindex(b"startxref\n") + 10 :].split(b"\n")[0])
    table = data[at:].split(b"\n")
    count = int(table[1].split()[1])
    offsets = [int(line[:10]) for line in table[3 : 2 + count]]
    bounds = [*sorted(offsets), at]
    moved, parts, length = {}, [data[: bounds[0]]], bounds[0]
    for start, end in itertools.pairwise(bounds):
        body = data[start:end]
        if not _OBJECT.match(body):
            raise ValueError(start)
        if body.endswith(_END):
            body = body[: -len(_END)] + b"\n" + _END
        moved[start] = length
        parts.append(body)
        length += len(body)
    rows = [b"%010d 00000 n " % moved[offset] for offset in offsets]
    tail = b"\n".join(table[2 + count :]).replace(b"startxref\n%d\n" % at, b"startxref\n%d\n" % length)
    return b"".join(parts) + b"\n".join([*table[:3], *rows, b""]) + tail
