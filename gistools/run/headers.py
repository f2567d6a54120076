"""What the heads of input files tell, read without reading the content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gistools.errors import CrsError, GistoolsError, LayerError, RasterReadError, StoreError, TableError
from gistools.io.names import parse_layer_name
from gistools.run.naming import about
from gistools.text import Text
from gistools.tool import Input, Kind, Tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["check_headers", "file_of", "is_local"]


def file_of(given: str) -> Path:
    """Return the file of an input, without the name of a layer in it.

    >>> file_of("town.gpkg|layername=roads").name
    'town.gpkg'
    """
    return Path(parse_layer_name(given).path)


def is_local(given: str) -> bool:
    """Whether an input is a file or folder here, not an address that only the reader can look up."""
    return not (given.startswith(("/vsi", "PG:")) or "://" in given)


def check_headers(
    tool: Tool,
    inputs: Mapping[str, Sequence[str]],
    faults: list[GistoolsError],
    *,
    promised: frozenset[str] = frozenset(),
) -> None:
    """Check that all input files are there and that their heads say what the tool can use; add each fault found.

    Files that are ``promised`` will be written by then, and are not looked at.
    """
    for one in tool.inputs:
        for given in inputs.get(one.name, ()):
            if given in promised:
                continue
            try:
                with about(one, given):
                    _check_head(one, given)
            except GistoolsError as error:
                faults.append(error)


def _check_head(one: Input, given: str) -> None:
    from gistools.io.elevation import expand_tiles  # noqa: PLC0415 - loads the file libraries
    from gistools.io.files import find_file  # noqa: PLC0415 - loads the file libraries
    from gistools.io.headers import read_header  # noqa: PLC0415 - loads the file libraries
    from gistools.io.register_folder import expand_register  # noqa: PLC0415 - loads the file libraries
    from gistools.io.templates import find_template  # noqa: PLC0415 - loads the file libraries

    if not is_local(given):
        return
    path = file_of(given)
    if one.elevation:
        read_header(expand_tiles([given])[0])  # the tiles are checked together by the reader, before any cell is read
    elif one.kind is Kind.RASTER:
        read_header(find_file(path, RasterReadError))
    elif one.kind is Kind.LAYER:
        _check_layer(one, find_file(path, LayerError), given)
    elif one.kind is Kind.SURFACE:
        find_file(path, LayerError)
    elif one.kind is Kind.TEMPLATE:
        find_template(path)
    elif one.kind is Kind.REGISTER:
        if not path.is_dir() or not expand_register([given]):
            find_file(path, TableError)
    else:
        find_file(path, StoreError if one.kind is Kind.STORE else TableError)


def _check_layer(one: Input, path: Path, given: str) -> None:
    """Check the head of a layer; what only its rows can tell is left to the reader."""
    import pyogrio  # noqa: PLC0415 - loads the file libraries
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415 - loads the file libraries

    from gistools.io.layers import choose_layer, missing_columns  # noqa: PLC0415 - loads the file libraries

    if path.suffix.lower() in {".parquet", ".geoparquet"}:
        return  # its reader looks at the head before any row
    layer = choose_layer(path, parse_layer_name(given), None, geometry=one.geometry, likely=one.name)
    try:
        info = pyogrio.read_info(path, layer=layer)
    except (DataLayerError, DataSourceError):
        return  # the reader tells why
    if info["crs"] is None:
        raise CrsError(
            Text(f"{path.name} uden koordinatsystem", f"{path.name} without a coordinate system"),
            Text("et lag, der siger hvor det ligger", "a layer that says where it lies"),
            Text(
                "tildel koordinatsystemet (i QGIS: Tildel projektion)", "assign the system (in QGIS: Assign projection)"
            ),
        )
    faults = missing_columns(one.columns, [str(name) for name in info["fields"]])
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("kolonnerne " + ", ".join(one.columns), "the columns " + ", ".join(one.columns)),
            Text("omdøb eller tilføj kolonnerne", "rename or add the columns"),
        )
