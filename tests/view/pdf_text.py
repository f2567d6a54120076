"""Reads the text of a PDF that reportlab wrote, page by page, and its bookmarks: enough for tests, no more."""

from __future__ import annotations

import base64
import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_TOKEN = re.compile(rb"/(F[0-9+]+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\) Tj", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Pdf:
    def __init__(self, data: bytes) -> None:
        self._objects = {int(number): body for number, body in _OBJECT.findall(data)}
        self.fonts = self._fonts()

    def pages(self) -> list[str]:
        """Return the texts of each page, a line for each piece."""
        return [self._text(self._stream(int(re.search(rb"/Contents (\d+)", p)[1]))) for p in self._pages()]

    def bookmarks(self) -> list[str]:
        titles = []
        for body in self._objects.values():
            found = re.search(rb"/Title (\((?:\\.|[^\\()])*\)|<[0-9a-fA-F]+>)", body)
            if found and b"/Dest" in body:
                titles.append(_string(found[1]))
        return titles

    def info(self, key: str) -> str:
        for body in self._objects.values():
            found = re.search(rb"/" + key.encode() + rb" (\((?:\\.|[^\\()])*\)|<[0-9a-fA-F]+>)", body)
            if found:
                return _string(found[1])
        return ""

    def _pages(self) -> list[bytes]:
        kids = next(body for body in self._objects.values() if b"/Kids" in body and b"/Type /Pages" in body)
        return [
            self._objects[int(n)] for n in re.findall(rb"(\d+) 0 R", re.search(rb"/Kids \[(.*?)\]", kids, re.DOTALL)[1])
        ]

    def _stream(self, number: int) -> bytes:
        body = self._objects[number]
        begin = body.index(b"stream") + 6
        begin += 2 if body[begin : begin + 2] == b"\r\n" else 1
        data = body[begin : begin + int(re.search(rb"/Length (\d+)", body)[1])]
        if b"/ASCII85Decode" in body:
            data = (
                base64.a85decode(data.strip(), adobe=data.strip().startswith(b"<~"))
                if data[:2] == b"<~"
                else (base64.a85decode(data.strip().removesuffix(b"~>")))
            )
        return zlib.decompress(data) if b"/FlateDecode" in body else data

    def _fonts(self) -> dict[bytes, dict[int, str]]:
        made = {}
        for body in self._objects.values():
            for name, number in re.findall(rb"/(F\d+(?:\+\d+)?) (\d+) 0 R", body):
                told = re.search(rb"/ToUnicode (\d+)", self._objects.get(int(number), b""))
                if told:
                    made[name] = _unicode(self._stream(int(told[1])))
        return made

    def _text(self, content: bytes) -> str:
        lines, font = [], {}
        for name, text in _TOKEN.findall(content):
            if name:
                font = self.fonts.get(name, {})
            else:
                lines.append("".join(font.get(code, "") if font else chr(code) for code in _unescaped(text)))
        return "\n".join(lines)


def _unescaped(text: bytes) -> bytes:
    def sign(found: re.Match[bytes]) -> bytes:
        told = found[1]
        return bytes([int(told, 8)]) if len(told) == 3 else _SIGNS.get(told, told)

    return _ESCAPE.sub(sign, text)


def _string(told: bytes) -> str:
    data = bytes.fromhex(told[1:-1].decode()) if told.startswith(b"<") else _unescaped(told[1:-1])
    return data.decode("utf-16") if data[:2] in {b"\xfe\xff", b"\xff\xfe"} else data.decode("latin-1")


def _unicode(cmap: bytes) -> dict[int, str]:
    made = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, sign in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", part):
            made[int(code, 16)] = bytes.fromhex(sign.decode()).decode("utf-16-be")
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, _, listed in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*\[(.*?)\]", part, re.DOTALL):
            for k, sign in enumerate(re.findall(rb"<([0-9a-fA-F]+)>", listed)):
                made[int(low, 16) + k] = bytes.fromhex(sign.decode()).decode("utf-16-be")
        for low, high, sign in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", part):
            for k in range(int(high, 16) - int(low, 16) + 1):
                made[int(low, 16) + k] = chr(int(sign, 16) + k)
    return made


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SCALE = re.compile(r"(?:Målestok|Scale) 1:[\d.,]+ (?:på|on) A\d")


def numbers_in(text: str) -> set[str]:
    """Return the numbers of a text as they are written."""
    return set(_NUMBER.findall(_SCALE.sub("", text)))


def strays(document, text: str, language: str) -> set[str]:
    """Return the numbers of a text that no cell of the document's tables shows.

    Headings of columns, title and masthead are no numbers of the document; page numbers, dates and scales are left out
    by who gives the text, and here.
    """
    known: set[str] = set()
    for shown in document.numbers(language):
        known |= numbers_in(shown.text)
    for table in document.tables:
        for column in table.frame.columns:
            known |= numbers_in(table.heading(str(column), language))
    mast = document.masthead
    for said in (document.title.say(language), mast.case_number, mast.data_date, mast.source, mast.municipality):
        known |= numbers_in(said)
    return numbers_in(text) - known


def body_of(page: str) -> str:
    """Return a page without its head and foot."""
    ends = (
        "Side ",
        "Page ",
        "Sag ",
        "Case ",
        "Kilder: ",
        "Sources: ",
        "Vejledende",
        "For guidance",
        "Data pr.",
        "Data as",
    )
    return "\n".join(line for line in page.split("\n") if not line.startswith(ends))
