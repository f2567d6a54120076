"""The consultant package (rådgiverpakke): results in the forms of other programs, in one zip with a reading note."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import is_missing
from gistools.errors import GistoolsError, InputError, JobError, OutputError
from gistools.io.archive import write_archive
from gistools.io.atomic import atomic_output, translated
from gistools.io.drawing import DrawnLayer, write_drawing
from gistools.io.layer_output import LayerPart, write_layers
from gistools.io.layers import read_as_written
from gistools.io.mapinfo import FAMILIES, by_family, outside_bounds, write_tab
from gistools.io.plain_raster import raster_fault, write_plain_raster
from gistools.io.records import find_style
from gistools.io.tables import read_table
from gistools.io.workbook import workbook_of
from gistools.progress import NoProgress, Stage, check
from gistools.run.gathering import gather
from gistools.run.reading_note import Item, PackageParams, column_told, reading_note
from gistools.styles import COLUMNS, STYLES, VectorStyle, column_value
from gistools.text import Text
from gistools.tool import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from gistools.io.workbook import Sheets
    from gistools.progress import Progress
    from gistools.run.gathering import Gathered

__all__ = ["HandedOver", "PackageParams", "hand_over"]

GEOTIFF, GPKG, DXF, TAB, TABLES = "geotiff", "gpkg", "dxf", "tab", "tables"
NOTES = {"da": "LAESMIG.txt", "en": "README.txt"}
SUMS = "SHA256SUMS.txt"
LAYERS, WORKBOOK = "lag.gpkg", "tabeller.xlsx"

_BLACK = "#000000"
_NAMED = ("navn", "name", "place_name", "road_name")  # columns written beside features whose style names none
_SHEET = 31  # letters of the name of a sheet
_NEITHER = InputError(
    Text("intet, som gistools har skrevet", "nothing that gistools wrote"),
    Text("mapper eller filer med rastere, lag eller tabeller", "folders or files of rasters, layers or tables"),
    Text("vælg mappen, som et værktøj fik med --out", "choose the folder that a tool was given by --out"),
)


@dataclass(frozen=True)
class HandedOver:
    """What was packed.

    Parameters
    ----------
    path:
        The zip.
    members:
        The names of all files in it, sorted.
    items:
        Each raster, layer and table, with its files and what each form lost.
    left:
        Files of the folders that were not taken, and why.
    stamps:
        What must stand on everything made of it.
    """

    path: Path
    members: tuple[str, ...]
    items: tuple[Item, ...] = field(repr=False)
    left: tuple[Text, ...]
    stamps: tuple[Text, ...]


def hand_over(
    given: Sequence[Path | str],
    out: Path | str,
    params: PackageParams | None = None,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> HandedOver:
    """Pack results of gistools as one zip for consultants and other programs, and return what was packed.

    In it lie ``geotiff/`` (plain, with QML beside), ``gpkg/`` (all layers in one, with styles), ``dxf/`` and ``tab/``
    (one file for each layer; one for each kind of geometry), ``tables/`` (CSV and one workbook), a reading note in
    Danish and one in English, and the SHA-256 of every file. The same results always give the same bytes.

    Parameters
    ----------
    given:
        Folders of runs, and files; what lies in a folder without a record of gistools is left and told of.
    out:
        A name that ends with ``.zip``.
    params:
        What the reading note says of title, case number, date of data and licence.
    overwrite:
        Whether a file that is there may be replaced.
    progress:
        Told how far the work is, and asked whether to stop.

    Raises
    ------
    JobError
        All faults at once: files that are missing, cannot be read or are not of gistools, rasters in another
        coordinate system than EPSG:25832, layers that reach out of the bounds of Danish MapInfo tables, a name that
        does not end with ``.zip``, a file that is there already.
    OutputError, OutputInUseError, DiskFullError, OutputMismatchError, Cancelled
        Nothing half made is left in any of these cases.

    >>> hand_over(["nothing_here"], "package.zip")
    Traceback (most recent call last):
    gistools.errors.JobError: [GT190] Fundet: 1 fejl: (1) filen nothing_here findes ikke...
    """
    progress = progress or NoProgress()
    params = params or PackageParams()
    final = Path(out)
    progress.update(0.0, Text("Finder resultater", "Finding results"))
    gathered = gather(given, but=final)
    items = _read(gathered, final, overwrite=overwrite, progress=Stage(progress, 0.02, 0.2))
    stamps = tuple(dict.fromkeys(stamp for item in items for stamp in item.found.record.stamps))
    with (
        atomic_output(final) as temporary,
        translated(final),
        tempfile.TemporaryDirectory(prefix=".gistools-", dir=final.parent, ignore_cleanup_errors=True) as made,
    ):
        folder = Path(made)
        _Packing(folder, items, params).fill(gathered.left, stamps, Stage(progress, 0.2, 0.85))
        members = write_archive(folder, temporary, Stage(progress, 0.85, 1.0))
    progress.update(1.0, Text(f"Skrev {final.name}", f"Wrote {final.name}"))
    return HandedOver(final, members, tuple(items), gathered.left, stamps)


def _read(gathered: Gathered, final: Path, *, overwrite: bool, progress: Progress) -> list[Item]:
    """Return all that was found with its content, or raise every fault of it."""
    faults = [*_target_faults(final, overwrite=overwrite), *gathered.faults]
    if not gathered.found and not gathered.faults:
        faults.append(_NEITHER)
    items = []
    for n, found in enumerate(gathered.found):
        check(progress)
        progress.update(n / len(gathered.found), Text(f"Læser {found.path.name}", f"Reading {found.path.name}"))
        item = Item(found)
        try:
            fault = _fill(item)
        except GistoolsError as error:
            fault = error
        if fault is not None:
            faults.append(fault)
        items.append(item)
    if faults:
        raise JobError(faults)
    return items


def _fill(item: Item) -> GistoolsError | None:
    """Read what an item holds; return what is wrong with it."""
    found = item.found
    if found.kind is Kind.RASTER:
        return raster_fault(found.path)
    if found.kind is Kind.TABLE:
        item.frame = _table(found.path)
        return None
    frame, notes = read_as_written(found.path, layer=found.layer or None)
    item.frame, item.notes = frame, notes
    beyond = outside_bounds(frame)
    if not beyond:
        return None
    name = found.path.name
    return InputError(
        Text(f"{name} med {beyond} objekter uden for Danmark", f"{name} with {beyond} features outside Denmark"),
        Text(
            "koordinater inden for E 400-1.000 km og N 6.000-6.500 km (MapInfos danske grænser)",
            "coordinates within E 400-1,000 km and N 6,000-6,500 km (the Danish bounds of MapInfo)",
        ),
        Text("ret objekterne eller koordinatsystemet", "correct the features or the coordinate system"),
    )


def _table(path: Path) -> pd.DataFrame:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    if sum(bool(line.strip()) for line in lines) == 1:  # only a head, which is a result too
        return pd.DataFrame({name: pd.Series(dtype=object) for name in lines[0].split(";")})
    return read_table(path).value


def _target_faults(final: Path, *, overwrite: bool) -> list[GistoolsError]:
    faults: list[GistoolsError] = []
    if final.suffix.lower() != ".zip":
        faults.append(
            OutputError(
                Text(f"navnet {final.name}", f"the name {final.name}"),
                Text(".zip for en pakke", ".zip for a package"),
                Text("giv filen endelsen .zip", "give the file the ending .zip"),
            )
        )
    if final.exists() and not overwrite:
        faults.append(
            OutputError(
                Text(f"filen {final} er der allerede", f"the file {final} is there already"),
                Text("en ny fil", "a new file"),
                Text("vælg et andet navn, eller skriv --overwrite", "choose another name, or write --overwrite"),
            )
        )
    return faults


class _Packing:
    """Fills a folder with the content of a package."""

    def __init__(self, folder: Path, items: Sequence[Item], params: PackageParams) -> None:
        self._folder = folder
        self._params = params
        self._items = items

    def fill(self, left: Sequence[Text], stamps: Sequence[Text], progress: Progress) -> None:
        """Write everything; what each form loses is noted in the items."""
        self._rasters(self._of(Kind.RASTER), Stage(progress, 0.0, 0.5))
        layers = self._of(Kind.LAYER)
        self._geopackage(layers, Stage(progress, 0.5, 0.7))
        self._drawings(layers, Stage(progress, 0.7, 0.85))
        self._tabs(layers, Stage(progress, 0.85, 0.95))
        self._tables(self._of(Kind.TABLE), Stage(progress, 0.95, 1.0))
        for language, name in NOTES.items():
            note = reading_note(self._items, self._params, left=left, stamps=stamps, language=language)  # type: ignore[arg-type]  # its keys are languages
            (self._folder / name).write_text(note, encoding="utf-8-sig", newline="\r\n")
        files = sorted(one for one in self._folder.rglob("*") if one.is_file())
        sums = [f"{_sha256(one)}  {one.relative_to(self._folder).as_posix()}" for one in files]
        (self._folder / SUMS).write_text("\n".join(sums) + "\n", encoding="utf-8", newline="\n")

    def _of(self, kind: Kind) -> list[Item]:
        return [one for one in self._items if one.found.kind is kind]

    def _into(self, name: str) -> Path:
        made = self._folder / name
        made.mkdir(exist_ok=True)
        return made

    def _rasters(self, items: Sequence[Item], progress: Progress) -> None:
        for n, item in enumerate(items):
            target = self._into(GEOTIFF) / f"{item.found.name}.tif"
            stage = Stage(progress, n / len(items), (n + 1) / len(items))
            item.raster = write_plain_raster(item.found.path, target, record=item.found.record, progress=stage)
            item.files.append(f"{GEOTIFF}/{target.name}")
            item.lose("GeoTIFF", item.raster.losses)
            style = find_style(item.found.path)
            if style:
                target.with_suffix(".qml").write_text(style, encoding="utf-8")
                item.files.append(f"{GEOTIFF}/{target.stem}.qml")

    def _geopackage(self, items: Sequence[Item], progress: Progress) -> None:
        if not items:
            return
        parts = [
            LayerPart(i.found.name, i.frame, i.found.record, find_style(i.found.path, i.found.layer)) for i in items
        ]
        write_layers(parts, self._into(GPKG) / LAYERS, progress=progress)
        for item in items:
            item.files.append(f"{GPKG}/{LAYERS} ({item.found.name})")

    def _drawings(self, items: Sequence[Item], progress: Progress) -> None:
        for n, item in enumerate(items):
            stage = Stage(progress, n / len(items), (n + 1) / len(items))
            path = self._into(DXF) / f"{item.found.name}.dxf"
            item.lose("DXF", write_drawing(_drawn(item), path, progress=stage))
            item.files.append(f"{DXF}/{path.name}")

    def _tabs(self, items: Sequence[Item], progress: Progress) -> None:
        taken = {item.found.name.lower() for item in items}
        for n, item in enumerate(items):
            check(progress)
            progress.update(n / len(items), Text(f"Skriver {item.found.name}.tab", f"Writing {item.found.name}.tab"))
            families = by_family(item.frame)
            if len(families) > 1:
                item.lose("TAB", [Text("én fil for hver slags geometri", "one file for each kind of geometry")])
            for family, frame in families.items():
                name = item.found.name
                while len(families) > 1 and name.lower() in taken:
                    name = f"{name}_{FAMILIES[family].da}"
                taken.add(name.lower())
                written = write_tab(frame, self._into(TAB), name)
                item.tab_names |= written.names
                item.files += [f"{TAB}/{one.name}" for one in written.files]
                item.lose("TAB", written.losses)

    def _tables(self, items: Sequence[Item], progress: Progress) -> None:
        sheets: Sheets = {}
        for n, item in enumerate(items):
            check(progress)
            progress.update(n / len(items), Text(f"Skriver {item.found.name}", f"Writing {item.found.name}"))
            path = self._into(TABLES) / f"{item.found.name}.csv"
            shutil.copyfile(item.found.path, path)
            sheet = _sheet_name(item.found.name, sheets)
            kinds = {str(name): _cells(item.frame[name]) for name in item.frame.columns}
            texts = {name: _texts(item.frame[name]) for name, kind in kinds.items() if kind == "text"}
            cells = item.frame.assign(**texts)
            sheets[sheet] = (cells, kinds, {name: str(column_told(item, name)) for name in kinds})
            item.files += [f"{TABLES}/{path.name}", f"{TABLES}/{WORKBOOK} ({sheet})"]
        if sheets:
            (self._into(TABLES) / WORKBOOK).write_bytes(workbook_of(sheets))


def _sheet_name(name: str, taken: Mapping[str, object]) -> str:
    made, number = name[:_SHEET], 1
    while made.lower() in {one.lower() for one in taken}:
        number += 1
        made = f"{name[: _SHEET - len(str(number)) - 1]}_{number}"
    return made


def _texts(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of texts as a workbook takes it: nothing for an empty one, where pandas has a number (NaN)."""
    return values.astype(object).where(values.notna(), None)


def _cells(values: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(values.dtype):
        return "yes_no"
    if pd.api.types.is_integer_dtype(values.dtype):
        return "whole"
    return "number" if pd.api.types.is_float_dtype(values.dtype) and np.isfinite(values.dropna()).all() else "text"


def _drawn(item: Item) -> DrawnLayer:
    """Return what a drawing shows of a layer: the colour of its style, and the columns that the style writes."""
    frame: gpd.GeoDataFrame = item.frame
    output = item.found.output
    style = STYLES.get(output.style) if output else None
    colours = [_BLACK] * len(frame)
    wanted: tuple[str, ...] = ()
    if isinstance(style, VectorStyle):
        style = style.fitting(frame.columns)
        values = frame[style.attribute].tolist() if style.attribute in frame.columns else [None] * len(frame)
        symbols = [style.symbol_of({style.attribute: value}) for value in values]
        colours, wanted = [symbol.fill or symbol.stroke for symbol in symbols], style.label
    columns: list[str] = [name for name in wanted if name in frame.columns]
    columns = columns or [str(name) for name in frame.columns if str(name).lower() in _NAMED][:1]
    rows = zip(*(frame[name].tolist() for name in columns), strict=True) if columns else [()] * len(frame)
    labels = [" ".join(_label(name, value) for name, value in zip(columns, row, strict=True)) for row in rows]
    return DrawnLayer(item.found.name, np.asarray(frame.geometry.array, object), colours, labels)


def _label(name: str, value: object) -> str:
    if is_missing(value):
        return ""
    unit = COLUMNS[name].unit if name in COLUMNS else ""
    return f"{column_value(name, value)} {unit}".strip()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
