"""A small room of tools made for tests: quick, with all kinds of input and output, and steps that count their calls."""

# ruff: noqa: ARG001, T201 - tools take what they declare; a Raster has values; one library prints
from __future__ import annotations

import contextlib
import enum
import os
import sqlite3
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
from affine import Affine

from gistools.document import Cell, Document, DocumentTable, Masthead, Paragraph, Section, Sentence, TableBlock
from gistools.io.atomic import atomic_output
from gistools.progress import NoProgress, check, run_cancellable
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Params, Tool, param, step

if TYPE_CHECKING:
    from gistools.io import Provenance
    from gistools.progress import Progress
    from gistools.raster import Raster

WORD = Text("ord", "word")
CALLS: list[str] = []


def word(name: str) -> Text:
    return Text(f"dansk {name}", f"english {name}")


class Way(enum.StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, kw_only=True)
class FakeParams(Params):
    factor: float = param(2.0, unit="m", minimum=0.0, maximum=10.0, label=word("factor"), help=word("factor help"))
    way: Way = param(
        Way.UP, choices={Way.UP: word("up"), Way.DOWN: word("down")}, label=word("way"), help=word("way help")
    )
    count: int | None = param(None, minimum=1, label=word("count"), help=word("count help"))
    loud: bool = param(False, label=word("loud"), help=word("loud help"), advanced=True)
    seconds: float = param(0.0, minimum=0.0, label=word("seconds"), help=word("seconds help"))
    trouble: str = param("", label=word("trouble"), help=word("trouble help"))


@step(1)
def heavy(terrain: Raster, *, progress) -> Raster:
    CALLS.append("heavy")
    log = os.environ.get("FAKE_ROOM_LOG")
    if log:
        with Path(log).open("a", encoding="utf-8") as file:
            file.write("heavy\n")
    return terrain.with_values(terrain.values + np.float32(1.0))


def scale_tool(*, elevation, points, losses, rain, params, steps, wanted, progress):
    if params.trouble == "crash":
        msg = "the floor fell out"
        raise RuntimeError(msg)
    if params.trouble == "print":
        print("a library talks")
        os.write(1, b"a C library talks\n")
    if params.trouble in {"stuck", "stuck and said"}:
        if params.trouble == "stuck and said":
            os.write(2, b"stuck\n")
        time.sleep(60.0)
    end = time.monotonic() + params.seconds
    while time.monotonic() < end:
        left = end - time.monotonic()
        progress.update(1.0 - left / max(params.seconds, 1e-9), word("waiting"))
        run_cancellable(progress, lambda: time.sleep(0.05))
    base = steps(heavy, elevation, progress=progress)
    sign = 1.0 if params.way is Way.UP else -1.0
    scaled = base.with_values((base.values * np.float32(sign * params.factor)).astype(np.float32))
    x, y = elevation.grid.centre(0, 0)
    spots = gpd.GeoDataFrame(
        {"bluespot_id": [1], "level_m": [2.5]}, geometry=gpd.points_from_xy([x], [y]), crs=elevation.grid.crs
    )
    spots.attrs["units"] = {"level_m": "m"}
    made = {
        "scaled": scaled,
        "spots": spots,
        "ledger": pd.DataFrame(
            {"term": ["rain"], "text_da": ["Regn"], "text_en": ["Rain"], "volume_m3": [float(np.nansum(scaled.values))]}
        ),
        "extra": base,
        "total": float(np.nansum(scaled.values)),
    }
    return {name: made[name] for name in wanted}


ELEVATION = Input("elevation", Kind.RASTER, word("elevation"), word("elevation help"), unit="m", elevation=True)
INPUTS = (
    ELEVATION,
    Input(
        "points",
        Kind.LAYER,
        word("points"),
        word("points help"),
        required=False,
        geometry=Geometry.POINT,
        columns=("navn",),
    ),
    Input("losses", Kind.TABLE, word("losses"), word("losses help"), required=False, columns=("klasse",)),
    Input("rain", Kind.RASTER, word("rain"), word("rain help"), required=False, unit="mm"),
)
OUTPUTS = (
    Output("scaled", Kind.RASTER, word("scaled"), word("scaled help"), unit="m", style="depth"),
    Output("spots", Kind.LAYER, word("spots"), word("spots help"), geometry=Geometry.POINT, style="threshold_points"),
    Output("ledger", Kind.TABLE, word("ledger"), word("ledger help")),
    Output("extra", Kind.RASTER, word("extra"), word("extra help"), unit="m", style="elevation", default=False),
    Output("total", Kind.SCALAR, word("total"), word("total help"), unit="m"),
)


@dataclass(frozen=True, eq=False)
class Pack:
    """A stand-in for a publication bundle: the texts of its members by name."""

    members: dict[str, str]


def page_of(value: Pack) -> str:
    """Return the report of a pack, as `gistools.view.flood_report.flood_report_page` does that of a bundle."""
    return f"<p>{len(value.members)} filer æ</p>"


def write_pack(value: Pack, path: Path | str, *, report: str, progress: Progress | None = None) -> Path:
    """Write a pack as `gistools.io.write_bundle` writes a bundle: whole or not at all."""
    with atomic_output(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, text in sorted({**value.members, "report.html": report}.items()):
            check(progress or NoProgress())
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return Path(path)


@dataclass(frozen=True, kw_only=True)
class StackParams(Params):
    add: float = param(0.0, unit="m", label=word("add"), help=word("add help"))


def stack_tool(*, depths, extra_maps, points, params, steps, wanted, progress):
    """Return the maps added up, the first once, the second twice and so on, so that their order shows."""
    assert isinstance(depths, tuple)
    assert extra_maps is None or isinstance(extra_maps, tuple)
    total = sum(np.float32(n) * one.values for n, one in enumerate(depths, start=1)) + np.float32(params.add)
    names = [one.name.en for one in (*depths, *(extra_maps or ()))]

    def pack(record: Provenance, _draw: object) -> Pack:
        hashes = [source.content_hash for source in record.inputs["depths"]]
        return Pack({"navne.csv": "\r\n".join(names), "hashes.txt": "\n".join(hashes), "add.txt": f"{params.add:g}"})

    made = {
        "stacked": depths[0].with_values(total),
        "names": pd.DataFrame({"term": names}),
        "pack": pack,
        "plain_pack": Pack({"navne.csv": "\r\n".join(names)}),
    }
    return {name: made[name] for name in wanted}


DEPTHS = Input("depths", Kind.RASTER, word("depths"), word("depths help"), unit="m", many=True)
STACK = Tool(
    "stack",
    word("stack title"),
    word("summary"),
    word("group"),
    "fake_room:stack_tool",
    StackParams,
    (
        DEPTHS,
        Input("extra_maps", Kind.RASTER, word("maps"), word("maps help"), required=False, unit="m", many=True),
        Input("points", Kind.LAYER, word("points"), word("points help"), required=False, geometry=Geometry.POINT),
    ),
    (
        Output("stacked", Kind.RASTER, word("stacked"), word("stacked help"), unit="m", style="depth"),
        Output("names", Kind.TABLE, word("names"), word("names help"), default=False),
        Output("pack", Kind.BUNDLE, word("pack"), word("pack help")),
        Output("plain_pack", Kind.BUNDLE, word("plain pack"), word("plain pack help"), default=False),
    ),
)


def paper_tool(*, points, params, steps, wanted, progress):
    """Return a document of one number, the same for every output."""
    frame = pd.DataFrame({"volume_m3": [1234.5 + params.add], "navn": ["æøå"]})
    table = DocumentTable("water", Text("Vand", "Water"), frame)
    cell = Cell("water", "1", "volume_m3", decimals=1, unit=True)
    said = Sentence(Text("Der står {v}.", "There stand {v}."), {"v": cell})
    section = Section(Sentence(Text("Vand", "Water")), (Paragraph(said), TableBlock("water")))
    made = Document(Text("Ark", "Sheet"), Masthead(case_number="27-1"), (section,), (table,))
    return dict.fromkeys(wanted, made)


PAPER = Tool(
    "paper",
    word("paper title"),
    word("summary"),
    word("group"),
    "fake_room:paper_tool",
    StackParams,
    (Input("points", Kind.LAYER, word("points"), word("points help"), required=False, geometry=Geometry.POINT),),
    (
        Output("sheet", Kind.DOCUMENT, word("sheet"), word("sheet help")),
        Output("text", Kind.DOCUMENT, word("text"), word("text help"), ending=".docx"),
        Output("book", Kind.DOCUMENT, word("book"), word("book help"), ending=".xlsx"),
    ),
)


def letter_tool(*, skabelon, params, steps, wanted, progress):
    """Return a letter, and the same in the template that was given."""
    import datetime as dt

    from gistools.addresses import AddressChange, LetterCase, hearing_letter
    from gistools.letter import LetterInTemplate, Sender

    case = LetterCase("27-1", Sender("Eksempelby Kommune", "Adresser"), dt.date(2027, 1, 4))
    change = AddressChange("a1", "Vej 1, 3999 By", "Vej 1A, 3999 By", "Ens.", ("A03",), dt.date(2027, 3, 1))
    letter = hearing_letter([change], case, deadline=dt.date(2027, 2, 1))
    made = {"brev": letter, "flettet": skabelon and LetterInTemplate(letter, skabelon)}
    return {name: made[name] for name in wanted}


POST = Tool(
    "post",
    word("post title"),
    word("summary"),
    word("group"),
    "fake_room:letter_tool",
    StackParams,
    (Input("skabelon", Kind.TEMPLATE, word("skabelon"), word("skabelon help"), required=False),),
    (
        Output("brev", Kind.DOCUMENT, word("brev"), word("brev help")),
        Output("flettet", Kind.TEMPLATE, word("flettet"), word("flettet help"), needs="skabelon"),
    ),
)


def fake_tool(name: str = "scale", params: type[Params] = FakeParams) -> Tool:
    return Tool(
        name, word(f"{name} title"), word("summary"), word("group"), "fake_room:scale_tool", params, INPUTS, OUTPUTS
    )


SCALE = fake_tool()
TOOLS = (SCALE, fake_tool("scale-again"), STACK)


def write_terrain(path: Path, *, rows: int = 8, cols: int = 10, crs: str = "EPSG:25832", seed: int = 1) -> Path:
    values = np.random.default_rng(seed).random((rows, cols)).astype("float32") * 10
    profile = {"driver": "GTiff", "height": rows, "width": cols, "count": 1, "dtype": "float32", "nodata": float("nan")}
    with rasterio.open(
        path, "w", crs=crs, transform=Affine(2.0, 0.0, 600000.0, 0.0, -2.0, 6200000.0), **profile
    ) as data:
        data.write(values, 1)
    return path


def write_map(path: Path, value: float, *, unit: str = "m", crs: str = "EPSG:25832") -> Path:
    """Write a map of 3 rows and 4 columns that has one value all over."""
    profile = {"driver": "GTiff", "height": 3, "width": 4, "count": 1, "dtype": "float32", "nodata": float("nan")}
    with rasterio.open(
        path, "w", crs=crs, transform=Affine(2.0, 0.0, 600000.0, 0.0, -2.0, 6200000.0), **profile
    ) as data:
        data.write(np.full((3, 4), value, np.float32), 1)
        data.units = (unit,)
    return path


def write_points(path: Path, *, crs: str | None = "EPSG:25832", layer: str = "punkter", **columns) -> Path:
    frame = gpd.GeoDataFrame(columns or {"navn": ["æ"]}, geometry=gpd.points_from_xy([600003.0], [6199990.0]), crs=crs)
    frame.to_file(path, layer=layer, driver="GPKG")
    return path


def files_in(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def contents(folder: Path) -> dict[str, object]:
    """Return what each file holds: all bytes, and of a GeoPackage its statements, since its head counts its writes."""
    made: dict[str, object] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".gpkg":
            with contextlib.closing(sqlite3.connect(path)) as database:
                made[str(path.relative_to(folder))] = list(database.iterdump())
        else:
            made[str(path.relative_to(folder))] = path.read_bytes()
    return made


if __name__ == "__main__":  # the worker or the command line over these tools
    import fake_room  # the module that the tools name, not this second copy of it

    from gistools import io

    io.write_bundle = fake_room.write_pack
    sys.modules["gistools.view.flood_report"] = SimpleNamespace(flood_report_page=fake_room.page_of)
    face, *given = sys.argv[1:]
    if face == "worker":
        from gistools import worker

        code = worker.main(given, tools=fake_room.TOOLS)
        os._exit(code)
    from gistools.cli import main

    sys.exit(main(given, tools=fake_room.TOOLS))
