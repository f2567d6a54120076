"""What PDF/A-2b asks of the structure of a file, read from its bytes; each fault is a sentence. Enough for tests."""

from __future__ import annotations

import re
import struct
import zlib
from xml.etree import ElementTree as ET

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)
_STREAM = re.compile(rb"(.*?)\nstream\n(.*)\nendstream\Z", re.DOTALL)
_NAMES = {
    "aid": "http://www.aiim.org/pdfa/ns/id/", "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}  # fmt: skip
_FORBIDDEN = (b"/Encrypt", b"/JavaScript", b"/JS ", b"/EmbeddedFile", b"/LZWDecode", b"/Launch", b"/AA ",
              b"/DeviceCMYK", b"/TR ", b"/OpenAction")  # fmt: skip


class Archive:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.objects = {int(number): body for number, body in _OBJECT.findall(data)}

    def stream(self, number: int) -> tuple[bytes, bytes]:
        head, body = _STREAM.match(self.objects[number]).groups()
        return head, zlib.decompress(body) if b"FlateDecode" in head else body

    def find(self, pattern: bytes) -> list[int]:
        return [number for number, body in self.objects.items() if re.search(pattern, body.split(b"\nstream\n")[0])]

    def xmp(self) -> ET.Element:
        (catalog,) = self.find(rb"/Type /Catalog")
        number = int(re.search(rb"/Metadata (\d+) 0 R", self.objects[catalog])[1])
        head, body = self.stream(number)
        assert b"/Filter" not in head
        text = body.decode("utf-8")
        assert text.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>')
        return ET.fromstring(text)  # noqa: S314 - made here

    def faults(self) -> list[str]:
        found = [*self._of_file(), *self._of_streams(), *self._of_fonts(), *self._of_metadata(), *self._of_colours()]
        return [name for name, right in found if not right]

    def _of_file(self):
        data = self.data
        lines = data.split(b"\n", 2)
        yield "header", bool(re.fullmatch(rb"%PDF-1\.[0-7]", lines[0]))
        yield "binary comment", lines[1][:1] == b"%" and all(byte > 127 for byte in lines[1][1:5])
        yield "end", data.endswith(b"%%EOF\n") and data.count(b"%%EOF") == 1
        yield "id", bool(re.search(rb"/ID\s*\[<[0-9a-f]{32}><[0-9a-f]{32}>\]", data[data.rindex(b"trailer") :]))
        for name in _FORBIDDEN:
            yield f"no {name.decode()}", all(name not in body.split(b"\nstream\n")[0] for body in self.objects.values())
        at = int(re.search(rb"startxref\n(\d+)\n%%EOF", data)[1])
        rows = data[at:].split(b"\n")
        yield "xref", rows[0] == b"xref" and rows[1] == b"0 %d" % (len(self.objects) + 1)
        for number, row in enumerate(rows[2 : 3 + len(self.objects)]):
            place = int(row[:10])
            right = number == 0 or data[place:].startswith(b"%d 0 obj\n" % number)
            yield f"offset of {number}", right and len(row) == 19

    def _of_streams(self):
        for number, body in self.objects.items():
            if b"endstream" in body:
                parts = _STREAM.match(body)
                yield f"stream {number} ends on a line", parts is not None
                if parts:
                    told = int(re.search(rb"/Length (\d+)", parts[1])[1])
                    yield f"length of {number}", told == len(parts[2])

    def _of_fonts(self):
        fonts = self.find(rb"/Type /Font\b")
        yield "fonts", bool(fonts)
        for number in fonts:
            body = self.objects[number]
            told = re.search(rb"/FontDescriptor (\d+) 0 R", body)
            yield f"font {number} embedded", bool(told) and b"/FontFile2" in self.objects[int(told[1])]
            if told:
                about = self.objects[int(told[1])]
                symbolic = int(re.search(rb"/Flags (\d+)", about)[1]) & 4
                yield f"font {number} symbolic, no encoding", bool(symbolic) and b"/Encoding" not in body
                _, program = self.stream(int(re.search(rb"/FontFile2 (\d+) 0 R", about)[1]))
                yield f"font {number} has one cmap", self._cmaps(program) == 1
                yield f"font {number} to unicode", b"/ToUnicode" in body

    @staticmethod
    def _cmaps(program: bytes) -> int:
        for k in range(struct.unpack(">H", program[4:6])[0]):
            tag, _, offset, _ = struct.unpack(">4sLLL", program[12 + 16 * k : 28 + 16 * k])
            if tag == b"cmap":
                return struct.unpack(">H", program[offset + 2 : offset + 4])[0]
        return 0

    def _of_metadata(self):
        tree = self.xmp()
        yield "part", tree.findtext(".//aid:part", namespaces=_NAMES) == "2"
        yield "conformance", tree.findtext(".//aid:conformance", namespaces=_NAMES) == "B"
        (info,) = self.find(rb"/CreationDate")
        digits = re.search(rb"/CreationDate \(D:(\d{14})Z\)", self.objects[info])[1].decode()
        date = tree.findtext(".//xmp:CreateDate", namespaces=_NAMES)
        yield "date", "".join(sign for sign in date if sign.isdigit())[:14] == digits
        yield (
            "producer",
            tree.findtext(".//pdf:Producer", namespaces=_NAMES).encode() in self.objects[info].replace(b"\\", b""),
        )

    def _of_colours(self):
        (catalog,) = self.find(rb"/Type /Catalog")
        told = re.search(rb"/OutputIntents \[.*?/DestOutputProfile (\d+) 0 R.*?\]", self.objects[catalog], re.DOTALL)
        yield "output intent", bool(told) and b"/S /GTS_PDFA1" in told[0] and b"/OutputConditionIdentifier" in told[0]
        if told:
            head, profile = self.stream(int(told[1]))
            yield "three colours", b"/N 3" in head
            yield "profile of a display in RGB", profile[12:20] == b"mntrRGB " and profile[36:40] == b"acsp"
            yield "profile below version 5", profile[8] < 5
            yield "profile whole", struct.unpack(">L", profile[:4])[0] == len(profile)
