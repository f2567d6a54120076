"""How letters on addresses are put together (brevskrivning): parts, sentences with sources, fields of templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gistools.addresses.letters_changes import road_of
from gistools.addresses.letters_texts import CASE_FIELDS, ROW_FIELDS, UNREAD
from gistools.addresses.rule_book import rule_of
from gistools.document import (
    Cell,
    Document,
    DocumentTable,
    Masthead,
    Orientation,
    Paragraph,
    Section,
    Sentence,
    TableBlock,
)
from gistools.letter import Filled, Letter
from gistools.styles.numbers import UNKNOWN
from gistools.text import Text, enumerated, written_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gistools.addresses.letters import LetterCase
    from gistools.addresses.letters_changes import AddressChange
    from gistools.addresses.letters_texts import LetterText
    from gistools.text import Language

DRAFT = Text("UDKAST: AFSNIT SKAL KONTROLLERES AF KOMMUNEN", "DRAFT: PARTS TO BE CHECKED BY THE MUNICIPALITY")

HEADINGS = {
    "opening": Text("", ""),
    "change": Text("Adresserne", "The addresses"),
    "reasons": Text("Begrundelse", "Reasons"),
    "heard": Text("Høring", "Hearing"),
    "reply": Text("Sådan svarer du", "How to answer"),
    "signs": Text("Husnummerskilt", "House number signs"),
    "appeal": Text("Klagevejledning", "How to appeal"),
}
"""Parts of a letter in order, and their headings."""

_LANGUAGES: tuple[Language, ...] = ("da", "en")
_NO_ADDRESS = Text("(ingen)", "(none)")
_THESE_RULES = Text("Det bygger på disse regler:", "It rests on these rules:")
_WHOLE = Text("{text}", "{text}")


class Writing:
    """A letter in the making: its sentences, filled, in a table that the document refers to."""

    orientation = Orientation.PORTRAIT

    def __init__(
        self, case: LetterCase, changes: Sequence[AddressChange], texts: Mapping[str, LetterText],
        more: Mapping[str, Text],
    ) -> None:  # fmt: skip
        self.case, self.changes, self.texts = case, changes, texts
        self.values = {**_case_values(case, changes), **more}
        self._told: list[dict[str, object]] = []

    def letter(self, required: tuple[str, ...]) -> Letter:
        """Return it."""
        (title,), (closing,) = self._of("title"), self._of("closing")
        parts = [(part, tuple(self._part(part))) for part in HEADINGS]
        sections = tuple(Section(Sentence(HEADINGS[part]), blocks) for part, blocks in parts if blocks)
        stamped = any(isinstance(b, Paragraph) and b.stamp for section in sections for b in section.blocks)
        said = self._say(closing)
        document = Document(
            title.text,
            Masthead(self.case.sender.municipality, self.case.case_number),
            sections,
            (self._changes_table(), _texts_table(self._told)),
            stamps=(DRAFT,) if stamped else (),
            orientation=self.orientation,
            languages=(self.case.language,),
        )
        return Letter(document, self.case.sender, self.recipient(), self.case.date, said, self._fields(),
                      tuple(map(self._row_fields, self.changes)), required)  # fmt: skip

    def _of(self, part: str) -> list[LetterText]:
        return [one for one in self.texts.values() if one.part == part]

    def _part(self, part: str) -> Iterator[Paragraph | TableBlock]:
        if part == "change":
            yield from self.table()
        for one in self._of(part):
            yield Paragraph(self._say(one), stamp=one.stamp)
        if part == "reasons":
            yield from self.reasons()
        heard = self.values["heard"].say(self.case.language)
        if part == "heard" and heard:
            yield Paragraph(self.note("heard", heard))

    def table(self) -> Iterator[TableBlock]:
        """Yield the table of the addresses."""
        yield TableBlock("changes", ("old_address_*", "new_address_*", "valid_from_*"))

    def reasons(self) -> Iterator[Paragraph]:
        """Yield why, addresses of the same reason together, and then each rule once."""
        language = self.case.language
        groups: dict[tuple[str, tuple[str, ...]], list[AddressChange]] = {}
        for one in self.changes:
            groups.setdefault((one.reason.strip(), one.rules), []).append(one)
        unlike = len({frozenset(codes) for _, codes in groups}) > 1
        for k, ((reason, codes), members) in enumerate(groups.items(), start=1):
            lead = f"{named_addresses(members).say(language)}: " if len(groups) > 1 else ""
            by = f" {_rested_on(codes).say(language)}" if unlike else ""
            yield Paragraph(self.note(f"reason/{k}", lead + reason + by))
        if len(groups) > 1:
            yield Paragraph(self.note("rules", _THESE_RULES.say(language)))
        for code in dict.fromkeys(code for _, codes in groups for code in codes):
            rule = rule_of(code)
            said = Text(f"{rule.text.da} ({rule.source.da}; regel {code}).",
                        f"{rule.text.en} ({rule.source.en}; rule {code}).")  # fmt: skip
            sentence = self.note(f"rule/{code}", said.say(language), rule.source, rule.source_year,
                                 verified=rule.verified, kind="legal")  # fmt: skip
            yield Paragraph(sentence, bullet=rule.verified, stamp=None if rule.verified else UNREAD)

    def _say(self, one: LetterText) -> Sentence:
        text = one.filled(self.values, self.case.language)
        return self.note(one.name_da, text, one.source, one.source_year, verified=one.verified, kind=one.kind,
                          paragraph=one.paragraph.say(self.case.language))  # fmt: skip

    def note(
        self, key: str, text: str, source: Text | None = None, year: float = float("nan"), *, verified: bool = False,
        kind: str = "plain", paragraph: str = "",
    ) -> Sentence:  # fmt: skip
        """Write a sentence into the table of sentences; return the reference to it."""
        if all(row["sentence"] != key for row in self._told):
            self._told.append({
                "sentence": key, "text": text, "paragraph": paragraph, "verified": verified, "text_kind": kind,
                "source": source.say(self.case.language) if source else "", "source_year": year,
            })  # fmt: skip
        return Sentence(_WHOLE, {"text": Cell("texts", key, "text")})

    def _changes_table(self) -> DocumentTable:
        rows = [_table_row(one) for one in self.changes]
        labels = {f"{field.name}_{one}": field.title for field in ROW_FIELDS for one in _LANGUAGES}
        return DocumentTable("changes", Text("Adresser", "Addresses"), pd.DataFrame(rows), labels=labels)

    def recipient(self) -> tuple[str, ...]:
        """Return to whom it is, a line each: as what they get it, never who they are."""
        if self.case.recipient:
            return self.case.recipient
        lines = list(dict.fromkeys(one.before or one.after for one in self.changes))
        if len(lines) == 1:
            said = Text("Til ejer og bruger af", "To the owner and user of")
            if not self.changes[0].before:
                said = Text("Til ejer og bruger af ejendommen, der får adressen",
                            "To the owner and user of the property that gets the address")  # fmt: skip
            return (said.say(self.case.language), lines[0])
        said = Text("Til ejere og brugere af adresserne i brevet", "To the owners and users of the addresses within")
        return (said.say(self.case.language),)

    def _fields(self) -> tuple[Filled, ...]:
        language = self.case.language
        values = self.values | {"recipient": Text("\n".join(self.recipient()), "\n".join(self.recipient()))}
        case = [Filled(one, values[one.name].say(language)) for one in CASE_FIELDS]
        texts = [
            Filled(one.field, one.filled(self.values, language), one.stamp.say(language) if one.stamp else "")
            for one in self.texts.values()
        ]
        return (*case, *texts)

    def _row_fields(self, one: AddressChange) -> tuple[Filled, ...]:
        values = row_values(one, self.case.language)
        doubt = not all(rule_of(code).verified for code in one.rules)
        stamps = {"rules": UNREAD.say(self.case.language)} if doubt else {}
        return tuple(Filled(field, values[field.name], stamps.get(field.name, "")) for field in ROW_FIELDS)


def _rested_on(codes: Sequence[str]) -> Text:
    """Return which of the rules told beneath a reason rests on."""
    names = enumerated(Text(code, code) for code in codes)
    if len(codes) == 1:
        return Text(f"Se regel {names.da}.", f"See rule {names.en}.")
    return Text(f"Se reglerne {names.da}.", f"See rules {names.en}.")


def named_addresses(changes: Sequence[AddressChange]) -> Text:
    """Return addresses as a sentence names them: each road once, then its numbers, without postcode."""
    roads: dict[str, list[str]] = {}
    for one in changes:
        road = road_of(one.line)
        number = one.line.removeprefix(road).partition(",")[0].strip()
        numbers = roads.setdefault(road, [])
        if number not in numbers:
            numbers.append(number)
    told = {road: enumerated(Text(number, number) for number in numbers) for road, numbers in roads.items()}
    return enumerated(Text(f"{road} {numbers.da}", f"{road} {numbers.en}") for road, numbers in told.items())


def row_values(one: AddressChange, language: Language) -> dict[str, str]:
    """Return what stands in the row of a change, by the names of `ROW_FIELDS`."""
    mark = "," if language == "da" else "."
    point = one.access_point and tuple(f"{metres:.1f}".replace(".", mark) for metres in one.access_point)
    east, north = point or (UNKNOWN.say(language),) * 2
    return {
        "road": road_of(one.line),
        "old_address": one.before or _NO_ADDRESS.say(language),
        "new_address": one.after or _NO_ADDRESS.say(language),
        "kind": one.kind.say(language),
        "valid_from": written_day(one.in_force).say(language),
        "reason": one.reason.strip(),
        "rules": enumerated(rule_of(code).cited() for code in one.rules).say(language),
        "object_id": one.object_id,
        "east": east,
        "north": north,
    }


def _table_row(one: AddressChange) -> dict[str, object]:
    """Return a change as programs read it, and in words of both languages."""
    row: dict[str, object] = {
        "object_id": one.object_id, "line_before": one.before, "line_after": one.after,
        "in_force": one.in_force.isoformat(), "rules": " ".join(one.rules),
        "east_m": one.access_point[0] if one.access_point else float("nan"),
        "north_m": one.access_point[1] if one.access_point else float("nan"),
    }  # fmt: skip
    for language in _LANGUAGES:
        row |= {f"{name}_{language}": text for name, text in row_values(one, language).items()}
    return row


def _case_values(case: LetterCase, changes: Sequence[AddressChange]) -> dict[str, Text]:
    same = {
        "case_number": case.case_number, "municipality": case.sender.municipality, "unit": case.sender.unit,
        "sender_address": "\n".join(case.sender.address), "sender_contact": "\n".join(case.sender.contact),
        "deadline": "", "heard": "",
    }  # fmt: skip
    days = enumerated(map(written_day, sorted({one.in_force for one in changes})))
    return {name: Text(said, said) for name, said in same.items()} | {
        "letter_date": written_day(case.date), "in_force": days, "recipient": Text("", ""),
    }  # fmt: skip


def _texts_table(told: Sequence[Mapping[str, object]]) -> DocumentTable:
    labels = {
        "sentence": Text("Sætning", "Sentence"), "text": Text("Tekst", "Text"),
        "paragraph": Text("Bestemmelse", "Provision"), "text_kind": Text("Slags", "Kind"),
        "source": Text("Kilde", "Source"),
    }  # fmt: skip
    title = Text("Brevets sætninger og deres kilder", "Sentences of the letter and their sources")
    return DocumentTable("texts", title, pd.DataFrame(told), ("sentence",), labels)
