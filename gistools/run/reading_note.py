"""The reading note of a consultant package: what each file is, where it comes from, and what must be known of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._version import __version__
from gistools.catalogue import TOOLS
from gistools.grid import DANISH_CRS
from gistools.styles import COLUMNS, format_number
from gistools.text import Text
from gistools.tool import Kind, ParamSpec, param_specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gistools.io.plain_raster import PlainRaster
    from gistools.io.provenance import Provenance
    from gistools.run.gathering import Found
    from gistools.text import Language

__all__ = ["Item", "PackageParams", "column_told", "losses_told", "reading_note"]

_TITLE = Text("Rådgiverpakke", "Consultant package")
_GUIDANCE = Text(
    "Vejledende: resultaterne er beregnet og er ingen afgørelse. Kontrollér på stedet, før noget bygges.",
    "Guidance only: the results are computed and decide nothing. Check on the ground before anything is built.",
)
_NO_LICENCE = Text(
    "ikke angivet; aftal med kommunen, før data bruges til andet end opgaven",
    "not stated; agree with the municipality before the data is used for anything but the task",
)
_NOT_STATED = Text("ikke angivet", "not stated")
_FORMS = Text(
    "geotiff/ rastere (.qml: signatur til QGIS); gpkg/ alle lag i én GeoPackage med signaturer; dxf/ og tab/ de samme "
    "lag til CAD og MapInfo; tables/ tabeller som CSV og ét regneark. GeoPackage er den hele form: brug den, når du "
    "kan.",
    "geotiff/ rasters (.qml: style for QGIS); gpkg/ all layers in one GeoPackage with styles; dxf/ and tab/ the same "
    "layers for CAD and MapInfo; tables/ tables as CSV and one workbook. GeoPackage is the whole form: use it when you "
    "can.",
)
_CRS = Text(
    f"{DANISH_CRS} (ETRS89 / UTM zone 32N), meter. DXF har intet koordinatsystem i filen: tegningsenheden er meter i "
    "det samme. TAB flytter hver koordinat op til 0,2 mm.",
    f"{DANISH_CRS} (ETRS89 / UTM zone 32N), metres. DXF holds no coordinate system: the unit of drawings is metres of "
    "the same. TAB moves each coordinate by up to 0.2 mm.",
)
_ALL_VERIFIED = Text(
    "Ingen tal er mærket som ikke verificerede. Det betyder ikke, at nogen har efterprøvet dem.",
    "No figures are marked as not verified. That does not mean that anyone has checked them.",
)
_LOST = Text("HVAD FORMERNE IKKE HOLDER", "WHAT THE FORMS DO NOT HOLD")
_DOUBTS = ("ikke verific", "ikke er verific", "efter hukommelsen", "uverific")


@dataclass(frozen=True)
class PackageParams:
    """What the sender says of a package; all of it may be empty.

    Parameters
    ----------
    title:
        Heading of the reading note.
    case_number:
        Number of the case (sagsnummer).
    data_date:
        Of when the data is (datadato), in words.
    licence:
        What the receiver may do with it.
    """

    title: str = ""
    case_number: str = ""
    data_date: str = ""
    licence: str = ""


@dataclass(eq=False)
class Item:
    """One raster, layer or table of a package: what it holds, its files, and what each form lost."""

    found: Found
    frame: Any = None  # of a layer or table
    raster: PlainRaster | None = None
    notes: tuple[Text, ...] = ()
    files: list[str] = field(default_factory=list)
    losses: dict[str, list[Text]] = field(default_factory=dict)
    tab_names: dict[str, str] = field(default_factory=dict)

    def lose(self, form: str, losses: Iterable[Text]) -> None:
        """Note what a form does not hold."""
        for loss in losses:
            told = self.losses.setdefault(form, [])
            if loss not in told:
                told.append(loss)


def column_told(item: Item, name: str) -> Text:
    """Return the label of a column with the unit of its numbers in brackets; an unknown column keeps its own name."""
    known = COLUMNS.get(name)
    units = item.found.record.units
    own = f"{item.found.layer or item.found.path.stem}.{name}"
    unit = known.stored_unit if known else units.get(own, units.get(name, ""))
    label = known.label if known else Text(name, name)
    return Text(f"{label.da} ({unit})", f"{label.en} ({unit})") if unit else label


def losses_told(items: Sequence[Item]) -> list[Text]:
    """Return a sentence for each thing that a form does not hold, with the names of all that lose it."""
    told: dict[tuple[str, Text], list[str]] = {}
    for item in items:
        for form, losses in item.losses.items():
            for loss in losses:
                told.setdefault((form, loss), []).append(item.found.name)
    layers = sum(one.found.kind is Kind.LAYER for one in items)
    made = []
    for (form, loss), names in told.items():
        who = Text("alle lag", "all layers") if len(names) == layers > 1 else Text(*[", ".join(names)] * 2)
        made.append(Text(f"{form}, {who.da}: {loss.da}", f"{form}, {who.en}: {loss.en}"))
    return made


def reading_note(
    items: Sequence[Item],
    params: PackageParams,
    *,
    left: Sequence[Text],
    stamps: Sequence[Text],
    language: Language,
) -> str:
    """Return the note in one language, in lines."""
    return "\n".join(_Note(items, params, language).lines(left, stamps)) + "\n"


class _Note:
    """Writes the note in one language."""

    def __init__(self, items: Sequence[Item], params: PackageParams, language: Language) -> None:
        self._items = items
        self._params = params
        self._language = language

    def lines(self, left: Sequence[Text], stamps: Sequence[Text]) -> list[str]:
        say = self._say
        title = self._params.title or say(_TITLE)
        made = [*(f"*** {say(stamp)} ***" for stamp in stamps), title, "=" * len(title), "", say(_GUIDANCE), ""]
        facts = (
            (Text("Sagsnummer", "Case number"), self._params.case_number or say(_NOT_STATED)),
            (Text("Data er fra", "Data is of"), self._params.data_date or say(_NOT_STATED)),
            (Text("Licens", "Licence"), self._params.licence or say(_NO_LICENCE)),
            (Text("Lavet med", "Made with"), f"gistools {__version__}"),
            (Text("Koordinatsystem", "Coordinate system"), say(_CRS)),
            (Text("Højder", "Heights"), self._heights()),
            (Text("Mapper", "Folders"), say(_FORMS)),
        )
        made += [f"{say(label)}: {value}" for label, value in facts]
        made += self._section(Text("IKKE VERIFICERET", "NOT VERIFIED"), self._doubts())
        made += self._section(_LOST, [say(one) for one in losses_told(self._items)])
        for number, items in enumerate(self._runs(), start=1):
            made += ["", *self._run(number, items[0].found.record)]
            for item in items:
                made += ["", *self._item(item)]
        made += self._section(Text("IKKE TAGET MED", "NOT TAKEN"), [say(one) for one in left])
        return made

    def _say(self, text: Text) -> str:
        return text.say(self._language)

    def _section(self, title: Text, lines: Sequence[str]) -> list[str]:
        return ["", self._say(title), *(f"- {line}" for line in lines)] if lines else []

    def _heights(self) -> str:
        datums = sorted({one.raster.vertical_datum for one in self._items if one.raster and one.raster.vertical_datum})
        unknown = Text("se det enkelte datasæt", "see each data set")
        return ", ".join(datums) if datums else self._say(unknown)

    def _doubts(self) -> list[str]:
        made = []
        for item in self._items:
            notes = [n for n in item.found.record.notes if any(word in n.da.lower() for word in _DOUBTS)]
            made += [self._say(note) for note in notes]
            for name in item.frame.columns if item.frame is not None else ():
                values = item.frame[name]
                if "verified" in str(name) and pd.api.types.is_bool_dtype(values.dtype):
                    off = int((~values.astype(bool)).sum())
                    if off:
                        made.append(
                            self._say(
                                Text(
                                    f"{item.found.name}: {off} af {len(values)} rækker har {name} = falsk",
                                    f"{item.found.name}: {off} of {len(values)} rows have {name} = false",
                                )
                            )
                        )
        return list(dict.fromkeys(made)) or [self._say(_ALL_VERIFIED)]

    def _runs(self) -> list[list[Item]]:
        """Return the items of each run, in the order of the first of each."""
        made: dict[str, list[Item]] = {}
        for item in self._items:
            run = replace(item.found.record, units={}, stamps=())
            made.setdefault(run.to_json(), []).append(item)
        return list(made.values())

    def _run(self, number: int, record: Provenance) -> list[str]:
        say = self._say
        title = f"{say(Text('KØRSEL', 'RUN'))} {number}: {say(record.title)} ({record.tool})"
        made = [title, "=" * len(title), f"gistools {record.gistools_version}, {record.created}"]
        made += self._titled(Text("Kilder", "Sources"), self._sources(record))
        made += self._titled(Text("Parametre", "Parameters"), self._parameters(record))
        made += self._titled(Text("Bemærkninger", "Notes"), [say(note) for note in record.notes])
        return made

    def _item(self, item: Item) -> list[str]:
        say, found = self._say, item.found
        title = f"{found.name}: {say(found.label)}"
        made = [title, "-" * len(title), *(f"*** {say(stamp)} ***" for stamp in found.record.stamps)]
        if found.output:
            made.append(say(found.output.help))
        made.append(f"{say(Text('Filer', 'Files'))}: {', '.join(item.files)}")
        made += self._raster(item) if item.raster else self._columns(item)
        made += self._titled(Text("Bemærkninger", "Notes"), [say(note) for note in item.notes])
        return made

    def _titled(self, title: Text, lines: Sequence[str]) -> list[str]:
        return [f"{self._say(title)}:", *(f"  {line}" for line in lines)] if lines else []

    def _number(self, value: float) -> str:
        return format_number(value, self._language)

    def _raster(self, item: Item) -> list[str]:
        raster = item.raster
        if raster is None:
            return []
        grid, say = raster.grid, self._say
        size = f"{grid.rows} x {grid.cols}, {self._number(grid.dx_m)} x {self._number(grid.dy_m)} m; {raster.dtype}"
        unknown = say(_NOT_STATED) if raster.nodata is None else f"{raster.nodata:g}"
        made = [
            f"{say(Text('Celler', 'Cells'))}: {size}",
            f"{say(Text('Celler med en værdi', 'Cells with a value'))}: {self._number(raster.known)}",
            f"{say(Text('Enhed', 'Unit'))}: {raster.unit or say(Text('ingen (koder)', 'none (codes)'))}",
            f"{say(Text('Ukendt er', 'Unknown is'))}: {unknown}",
        ]
        if raster.vertical_datum:
            made.append(f"{say(Text('Højder over', 'Heights above'))}: {raster.vertical_datum}")
        if np.isfinite(raster.low):
            span = f"{self._number(raster.low)} – {self._number(raster.high)}"
            made.append(f"{say(Text('Mindste og største', 'Least and largest'))}: {span}")
        if raster.infinite:
            made.append(
                say(
                    Text(
                        f"{raster.infinite} celler er uendelige (inf): det betyder aldrig, ikke ukendt",
                        f"{raster.infinite} cells are infinite (inf): that means never, not unknown",
                    )
                )
            )
        return made

    def _columns(self, item: Item) -> list[str]:
        say = self._say
        kind = Text("rækker", "rows")
        names = [str(c) for c in item.frame.columns if c != getattr(item.frame, "_geometry_column_name", None)]
        lines = []
        for name in names:
            in_tab = item.tab_names.get(name, name)
            told = f"{name}: {say(column_told(item, name))}" + (f" [TAB: {in_tab}]" if in_tab != name else "")
            codes = COLUMNS[name].codes if name in COLUMNS else {}
            met = set(item.frame[name].dropna().unique().tolist()) if codes else set()
            told += "".join(f"; {code} = {say(words)}" for code, words in codes.items() if code in met)
            lines.append(told)
        title = Text(f"Kolonner ({len(item.frame)} {kind.da})", f"Columns ({len(item.frame)} {kind.en})")
        return self._titled(title, lines)

    def _sources(self, record: Provenance) -> list[str]:
        tool = next((one for one in TOOLS if one.id == record.tool), None)
        labels = {one.name: self._say(one.label) for one in (tool.inputs if tool else ())}
        return [
            f"{labels.get(name, name)}: {source.path}  {source.crs}  {self._number(source.size_bytes)} byte  "
            f"blake2b {source.content_hash}"
            for name, sources in record.inputs.items()
            for source in sources
        ]

    def _parameters(self, record: Provenance) -> list[str]:
        specs = {spec.name: spec for one in TOOLS if one.id == record.tool for spec in param_specs(one.params)}
        return [self._parameter(name, value, specs.get(name)) for name, value in record.params.items()]

    def _parameter(self, name: str, value: object, spec: ParamSpec | None) -> str:
        if spec is None:
            return f"{name} = {value}"
        if value is None or value == "":
            return f"{self._say(spec.label)}: {self._say(_NOT_STATED)}"
        label = dict(spec.choices).get(str(value))
        if isinstance(value, bool):
            shown = self._say(Text("ja", "yes") if value else Text("nej", "no"))
        elif isinstance(value, int | float):
            decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
            shown = format_number(value, self._language, decimals=decimals)
        else:
            shown = str(value) if label is None else self._say(label)
        return f"{self._say(spec.label)}: {shown} {spec.unit}".rstrip()
