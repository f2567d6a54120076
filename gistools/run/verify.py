"""``gistools verify``: a publication bundle is held against itself, on a machine that has nothing but the zip."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.floodcost.bundle_cells import COLUMNS, COLUMNS_COLUMNS, MOST_DECIMALS, CellKind, shown
from gistools.floodcost.checking import Check, checked
from gistools.floodcost.recompute import recompute
from gistools.floodcost.verdict_words import Shown, shown_by
from gistools.io.bundle import PICTURES, REPORT, TABLES, WORKBOOK, heading, open_bundle
from gistools.io.sheets import frame_of_csv, frames_of_workbook
from gistools.io.workbook import parts_of_workbook, workbook_parts
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from gistools.io.sheets import Kinds
    from gistools.progress import Progress
    from gistools.text import Language

__all__ = ["Verdict", "verify"]

Frames = dict[str, pd.DataFrame]

_NOTHING = Text("intet at se efter", "nothing to look at")
_NOT_PICTURES = Text("hvad billederne viser", "what the pictures show")
_NOT_PUBLIC = (
    Text(
        "den enkelte bygning og hver celles egen årlige skade, regnet forfra (kun grupper, mellem grænser)",
        "a single building, and each cell's own annual damage, worked out anew (groups only, between bounds)",
    ),
    Text(
        "beløbene for regn under og over regntabellen (kun at andelene er deres)",
        "the amounts of rains below and above the rain table (only that the shares are theirs)",
    ),
)
_DRAWS = {"how_sure", "plan_swings"}
_NOT_DRAWS = (Text("hvor sikkert det er: de tilfældige gennemløb", "how sure it is: the random draws"),)
_NOT_INPUTS = Text(
    "inddata, parametre, standardværdier, kilder og vandregnskab: kun hvad der er regnet af skadestrin og regn",
    "inputs, parameters, defaults, sources and water ledger: only what is worked out of steps of damage and rain",
)


@dataclass(frozen=True)
class Verdict:
    """What was found of a bundle.

    Parameters
    ----------
    public:
        Whether it is without single buildings; None when it does not say.
    title:
        What it is about.
    fingerprint:
        SHA-256 of the file, to be held against the one that was published.
    checks:
        Each thing that was looked at.
    beyond:
        What cannot be checked from the zip alone.
    shown:
        What is shown of its figures when it holds: which totals to the øre, which only between which bounds.
    conclusion:
        All of it in one.
    """

    public: bool | None
    title: Text
    fingerprint: str
    checks: tuple[Check, ...]
    beyond: tuple[Text, ...]
    shown: tuple[Text, ...]
    conclusion: Text

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return all(check.holds for check in self.checks)

    @property
    def faults(self) -> tuple[Text, ...]:
        """All that was wrong."""
        return tuple(fault for check in self.checks for fault in check.faults)

    def to_dict(self) -> dict[str, object]:
        """Return the verdict as plain data."""
        return {
            "holds": self.holds,
            "public": self.public,
            "title": self.title.to_dict(),
            "sha256": self.fingerprint,
            "checks": [
                {"name": c.name.to_dict(), "count": c.count, "faults": [fault.to_dict() for fault in c.faults]}
                for c in self.checks
            ],
            "beyond": [text.to_dict() for text in self.beyond],
            "shown": [text.to_dict() for text in self.shown],
            "conclusion": self.conclusion.to_dict(),
        }


def verify(path: Path | str, *, progress: Progress | None = None) -> Verdict:
    """Return what holds of a bundle, from the zip alone.

    Looked at: that no member is changed, missing or added and no byte lies between them; that CSV and workbook hold the
    same; that every number of the report stands in the table that it names, and none outside of one; and all that
    `gistools.floodcost.recompute.recompute` works out again.

    Raises
    ------
    InputError
        When there is no such file, or it is no zip.
    MissingDependencyError
        Without openpyxl.
    """
    progress = progress or NoProgress()
    progress.update(0.0, Text("Læser pakken", "Reading the bundle"))
    opened = run_cancellable(progress, lambda: open_bundle(path))
    members, manifest = opened.members, opened.manifest
    whole = Text("Ingen fil er ændret, mangler eller er kommet til", "No file is changed, missing or added")
    checks = [Check(whole, len(members), opened.faults)]
    progress.update(0.2, Text("Læser tabellerne", "Reading the tables"))
    tables, kinds, read = run_cancellable(progress, lambda: _tables(members))
    checks.append(read)
    book = Text("Regneark og csv har de samme celler", "Workbook and CSV hold the same cells")
    checks.append(run_cancellable(progress, lambda: checked(book, lambda: _same_cells(members, tables, kinds))))
    progress.update(0.6, Text("Læser rapporten", "Reading the report"))
    numbers = Text("Hvert tal i rapporten står i en tabel", "Each number of the report stands in a table")
    checks.append(run_cancellable(progress, lambda: checked(numbers, lambda: _report(members, tables, kinds))))
    progress.update(0.7, Text("Regner efter", "Working it out again"))
    checks += run_cancellable(progress, lambda: recompute(tables))
    public = manifest.get("public")
    said = Text("Pakken er af den slags, den siger", "The bundle is of the kind that it says")
    checks.append(checked(said, lambda: _kind(public, tables)))
    checks = [c if c.count or c.faults else Check(c.name, 0, (_NOTHING,)) for c in checks]
    progress.update(1.0, Text("Færdig", "Done"))
    beyond = (
        *(_NOT_PUBLIC if public else ()),
        *(_NOT_DRAWS if _DRAWS & set(tables) else ()),
        _NOT_INPUTS,
        *([_NOT_PICTURES] if _pictures(members) else []),
    )
    made = _shown(tuple(checks), tables)
    return Verdict(
        public if isinstance(public, bool) else None, _title(manifest), opened.fingerprint, tuple(checks), beyond,
        made.lines, made.conclusion,
    )  # fmt: skip


def _shown(checks: tuple[Check, ...], tables: Frames) -> Shown:
    """Return what is shown: nothing of a bundle that does not hold."""
    count = sum(len(check.faults) for check in checks)
    if count:
        said = Text(f"PAKKEN HOLDER IKKE: {count} fejl.", f"THE BUNDLE DOES NOT HOLD: {count} faults.")
        return Shown((), said)
    return shown_by(tables)


def _title(manifest: Mapping[str, object]) -> Text:
    told = manifest.get("title")
    if not isinstance(told, Mapping):
        return Text("ukendt", "unknown")
    return Text(str(told.get("da", "")), str(told.get("en", "")))


def _kind(public: object, tables: Frames) -> Iterable[Text | int]:
    yield 1
    if public is ("buildings" in tables):
        yield Text("manifestet siger noget andet end tabellerne", "the manifest says other than the tables")


def _pictures(members: Mapping[str, bytes]) -> list[str]:
    return [name for name in members if name.startswith(PICTURES)]


def _tables(members: Mapping[str, bytes]) -> tuple[Frames, dict[str, Kinds], Check]:
    """Return the tables as their CSV has them, what their columns are, and whether all could be read."""
    frames: Frames = {}
    kinds: dict[str, Kinds] = {COLUMNS: {column.name: column.kind.value for column in COLUMNS_COLUMNS}}

    def read() -> Iterable[Text | int]:
        frames[COLUMNS] = frame_of_csv(members[f"{TABLES}{COLUMNS}.csv"], kinds[COLUMNS])
        for row in frames[COLUMNS].itertuples():
            kinds.setdefault(str(row.table), {})[str(row.column)] = CellKind(str(row.kind)).value
        found = {name.removeprefix(TABLES).removesuffix(".csv") for name in members if name.startswith(TABLES)}
        for name in sorted(found ^ set(kinds)):
            yield Text(f"tabellen {name} er kun ét af stederne", f"the table {name} is in one place only")
        for name in sorted(found & set(kinds) - {COLUMNS}):
            yield 1
            try:
                frames[name] = frame_of_csv(members[f"{TABLES}{name}.csv"], kinds[name])
            except ValueError as error:
                yield Text(f"{name}.csv kan ikke læses ({error})", f"{name}.csv cannot be read ({error})")

    return frames, kinds, checked(Text("Alle tabeller kan læses", "All tables can be read"), read)


def _same_cells(members: Mapping[str, bytes], tables: Frames, kinds: Mapping[str, Kinds]) -> Iterable[Text | int]:
    if parts_of_workbook(members[WORKBOOK]) == _written_anew(tables, kinds):
        yield sum(frame.size for frame in tables.values())
        return  # the very workbook that the tables make; any other is read cell by cell
    book = frames_of_workbook(members[WORKBOOK], kinds)
    for name in sorted(set(book) ^ set(tables)):
        yield Text(f"{name} er kun i regneark eller csv", f"{name} is in workbook or CSV only")
    for name in sorted(set(book) & set(tables)):
        sheet, frame = book[name], tables[name]
        if isinstance(sheet, ValueError):
            yield Text(f"arket {name} kan ikke læses ({sheet})", f"the sheet {name} cannot be read ({sheet})")
            continue
        yield frame.size
        if len(sheet) != len(frame):
            yield Text(
                f"{name}: {len(sheet)} rækker i regnearket, {len(frame)} i csv",
                f"{name}: {len(sheet)} rows in the workbook, {len(frame)} in CSV",
            )
            continue
        for column in frame:
            here, there = frame[column].to_numpy(), sheet[column].to_numpy()
            differs = (here != there) & ~(pd.isna(here) & pd.isna(there))
            for row in np.flatnonzero(differs):
                yield Text(
                    f"{name}.{column}, række {row + 1}: {there[row]} i regnearket, {here[row]} i csv",
                    f"{name}.{column}, row {row + 1}: {there[row]} in the workbook, {here[row]} in CSV",
                )


class _Report(HTMLParser):
    """Reads a report: the texts that are bound to cells, all others, and the pictures."""

    _VOID = frozenset(
        {"meta", "br", "img", "link", "input", "hr", "wbr", "source", "col", "base", "area", "embed", "track"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bound: list[tuple[str, str, str, str]] = []  # place, language, decimals, text
        self.free: list[str] = []
        self.pictures: dict[str, str] = {}
        self.strange: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in {"script", "iframe", "object", "embed", "link", "form", "base", "svg"}:
            self.strange.append(tag)
        if self._cell() is not None:
            self.strange.append(f"{tag} ({self._cell()})")
        self.free += [told[name] for name in ("alt", "title", "placeholder", "aria-label", "value") if name in told]
        self.strange += [
            f"{tag} {name}" for name in told if name.startswith("on") or name in {"href", "srcset", "style"}
        ]
        if tag == "img":
            self.pictures[told.get("data-picture", "")] = told.get("src", "")
        if "data-cell" in told:
            self.bound.append((told["data-cell"], told.get("lang", "da"), told.get("data-decimals", ""), ""))
        if tag not in self._VOID:
            self._open.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            last, _ = self._open.pop()
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style":
            if "content:" in data.replace(" ", "") or "url(" in data or "@import" in data:
                self.strange.append("style")
        elif self._cell() is not None:
            place, language, decimals, text = self.bound[-1]
            self.bound[-1] = (place, language, decimals, text + data)
        else:
            self.free.append(data)

    def handle_comment(self, data: str) -> None:
        self.free.append(data)

    def _cell(self) -> str | None:
        return self._open[-1][1].get("data-cell") if self._open else None


def _written_anew(tables: Frames, kinds: Mapping[str, Kinds]) -> dict[str, bytes]:
    """Return the parts of the workbook that the tables of the CSV make."""
    told = tables[COLUMNS]
    headings: dict[str, dict[str, str]] = {COLUMNS: {c.name: heading(c.label, c.unit) for c in COLUMNS_COLUMNS}}
    for row in told.itertuples():
        label = Text(str(row.label_da), str(row.label_en))
        headings.setdefault(str(row.table), {})[str(row.column)] = heading(label, str(row.unit))
    order = [*dict.fromkeys(told["table"]), COLUMNS]
    if set(order) != set(tables):
        return {}
    return workbook_parts({name: (tables[name], dict(kinds[name]), headings[name]) for name in order})


def _report(members: Mapping[str, bytes], tables: Frames, kinds: Mapping[str, Kinds]) -> Iterable[Text | int]:
    page = _Report()
    page.feed(members[REPORT].decode("utf-8"))
    page.close()
    yield from (
        Text(f"rapporten har {tag}, som gistools ikke skriver", f"the report has {tag}, which gistools does not write")
        for tag in page.strange
    )
    for text in page.free:
        for number in re.findall(r"\S*[0-9]\S*", text):
            yield Text(f"tallet {number} står ikke i nogen tabel", f"the number {number} stands in no table")
    for place, language, decimals, text in page.bound:
        yield 1
        expected = _expected(place, "en" if language == "en" else "da", decimals, tables, kinds)
        if expected is None:
            yield Text(f"{text} henviser til {place}, som ikke findes", f"{text} refers to {place}, which is not there")
        elif expected != text:
            yield Text(
                f"rapporten siger {text}, men {place} er {expected}",
                f"the report says {text}, but {place} is {expected}",
            )
    yield from _same_pictures(page.pictures, members)


def _expected(place: str, language: Language, decimals: str, tables: Frames, kinds: Mapping[str, Kinds]) -> str | None:
    """Return how the cell at a place is shown; None when there is none."""
    try:
        name, row, column = place.split("/")
        kind, value = CellKind(kinds[name][column]), tables[name][column].iloc[int(row)]
        many = None if decimals == "" else int(decimals)
    except (ValueError, KeyError, IndexError):
        return None
    if int(row) < 0 or not 0 <= (many or 0) <= MOST_DECIMALS:
        return None
    if kind in {CellKind.NUMBER, CellKind.DKK} and np.isnan(value):
        return "–"
    return shown(value, kind, language, many)


def _same_pictures(shown_in: Mapping[str, str], members: Mapping[str, bytes]) -> Iterable[Text | int]:
    for name, source in shown_in.items():
        yield 1
        head, _, data = source.partition(",")
        try:
            same = head == "data:image/png;base64" and base64.b64decode(data, validate=True) == members.get(
                f"{PICTURES}{name}.png"
            )
        except (binascii.Error, ValueError):
            same = False
        if not same:
            yield Text(f"billedet {name} er et andet end filen", f"the picture {name} is another than the file")
