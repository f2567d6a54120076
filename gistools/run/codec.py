"""Results of steps to and from a folder: arrays as ``.npy`` files, all else in one ``manifest.json``; no pickle.

Only dataclasses and enumerations from inside gistools are made again when reading, and every file is checked against
its length and checksum, so that a damaged or foreign folder is refused with `CodecError` and never half read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import importlib
import json
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from gistools.progress import NoProgress, Progress, check, run_cancellable
from gistools.run.hashing import array_bytes, is_strip_raster, strip_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from gistools.raster import StripRaster

__all__ = ["CodecError", "Missing", "read_folder", "write_folder"]

FORMAT = 1
MANIFEST = "manifest.json"
_PACKAGE = "gistools"


class CodecError(ValueError):
    """A value that cannot be kept, or a folder that is damaged; never seen by a user."""


class Missing(LookupError):  # noqa: N818 - never seen by a user, and no error of anyone
    """A remembered part that the folder refers to is no longer there; the folder itself is sound."""


def write_folder(
    value: object,
    folder: Path,
    *,
    known: Callable[[object], str | None] = lambda _: None,
    progress: Progress | None = None,
) -> int:
    """Write ``value`` to an empty folder and return the number of bytes.

    Parameters
    ----------
    value:
        Dataclasses and enumerations of gistools, arrays, GeoDataFrames, DataFrames, numbers, texts, and tuples, lists
        and mappings of those.
    known:
        Called with each dataclass inside ``value``; where it returns a name, only the name is written.

    Raises
    ------
    CodecError
        For values of any other kind.
    OSError
        When the folder cannot be written.
    """
    writer = _Writer(folder, value, known, progress or NoProgress())
    manifest = {"format": FORMAT, "value": writer.encode(value), "files": writer.files}
    text = json.dumps(manifest, ensure_ascii=False)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return len(text.encode()) + sum(int(size) for size, _ in writer.files.values())


def read_folder(folder: Path, *, part: Callable[[str], object], progress: Progress | None = None) -> object:
    """Read what `write_folder` wrote; ``part(name)`` returns the value of a part that was written as a name.

    Raises
    ------
    CodecError
        When the folder is damaged, of another format, or names something outside gistools.
    Missing
        Raised by ``part`` and passed on.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            msg = f"format {manifest['format']!r}"
            raise CodecError(msg)
        return _Reader(folder, manifest["files"], part, progress or NoProgress()).decode(manifest["value"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ImportError, IndexError) as error:
        msg = f"{folder.name}: {error}"
        raise CodecError(msg) from error


class _Writer:
    def __init__(self, folder: Path, root: object, known: Callable[[object], str | None], progress: Progress) -> None:
        self.files: dict[str, tuple[int, int]] = {}
        self._folder = folder
        self._root = root
        self._known = known
        self._progress = progress
        self._written: dict[int, tuple[object, str]] = {}  # the array itself is kept so that its id stays its own

    def encode(self, value: Any) -> object:  # noqa: ANN401, PLR0911 - one branch for each kind
        if isinstance(value, enum.Enum):
            return {"enum": _own_name(type(value)), "value": value.value}
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, tuple):
            return {"tuple": [self.encode(v) for v in value]}
        if isinstance(value, list):
            return {"list": [self.encode(v) for v in value]}
        if isinstance(value, Mapping):
            return {"map": [[self.encode(k), self.encode(v)] for k, v in value.items()]}
        if is_strip_raster(value):
            return self._strips(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._dataclass(value)
        return self._foreign(value)

    def _dataclass(self, value: Any) -> object:  # noqa: ANN401 - any kind of value, told apart inside
        name = self._known(value) if value is not self._root else None
        if name is not None:
            return {"part": name}
        fields = {f.name: self.encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"dataclass": _own_name(type(value)), "fields": fields}

    def _strips(self, raster: StripRaster) -> object:
        """Keep the values as they are made, as a `gistools.raster.Raster`."""
        from gistools.raster import Raster  # noqa: PLC0415 - loading it waits until data is there

        names = [f.name for f in dataclasses.fields(Raster) if f.name != "values"]
        fields = {name: self.encode(getattr(raster, name)) for name in names}
        header = {"descr": raster.dtype.str, "fortran_order": False, "shape": raster.grid.shape}
        return {
            "dataclass": _own_name(Raster),
            "fields": {"values": {"array": self._file(header, strip_bytes(raster))}} | fields,
        }

    def _foreign(self, value: Any) -> object:  # noqa: ANN401 - any kind of value, told apart inside
        import numpy as np  # noqa: PLC0415 - loading it waits until data is there

        if isinstance(value, np.generic):
            return {"scalar": self._array(np.asarray(value))}
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            return {"array": self._array(value)}
        columns = getattr(value, "columns", None)
        if columns is None or not hasattr(value, "attrs") or not hasattr(value, "iloc"):
            msg = f"cannot keep a {type(value).__name__}"
            raise CodecError(msg)
        return {
            "frame": [[str(name), self._series(value[name])] for name in columns],
            "index": self._series(value.index.to_series()),
            "attrs": self.encode(dict(value.attrs)),
            "geometry": getattr(value, "_geometry_column_name", None),
        }

    def _series(self, series: Any) -> object:  # noqa: ANN401 - any kind of value, told apart inside
        import pandas as pd  # noqa: PLC0415 - loading it waits until data is there

        if hasattr(series, "to_wkb"):
            return {
                "wkb": self._blobs(list(series.to_wkb())),
                "crs": series.crs.to_wkt() if series.crs is not None else None,
            }
        dtype = str(series.dtype)
        if isinstance(series.dtype, _numpy_dtype()) and series.dtype.kind in "biufmM":
            return {"array": self._array(series.to_numpy())}
        values = [None if v is pd.NA or v is pd.NaT or v != v else v for v in series.astype(object)]  # noqa: PLR0124 - NaN alone differs from itself
        return {"values": [self.encode(v) for v in values], "dtype": dtype}

    def _blobs(self, blobs: list[bytes | None]) -> object:
        import numpy as np  # noqa: PLC0415 - loading it waits until data is there

        sizes = np.array([-1 if blob is None else len(blob) for blob in blobs], dtype=np.int64)
        joined = np.frombuffer(b"".join(blob or b"" for blob in blobs), dtype=np.uint8)
        return {"sizes": self._array(sizes), "bytes": self._array(joined)}

    def _array(self, array: npt.NDArray[Any]) -> str:
        import numpy as np  # noqa: PLC0415 - loading it waits until data is there

        known = self._written.get(id(array))
        if known is not None:
            return known[1]
        name = self._file(np.lib.format.header_data_from_array_1_0(array), array_bytes(array))
        self._written[id(array)] = (array, name)
        return name

    def _file(self, header: dict[str, Any], parts: Iterator[memoryview]) -> str:
        import numpy as np  # noqa: PLC0415 - loading it waits until data is there

        name = f"{len(self.files)}.npy"
        checksum = 0
        with (self._folder / name).open("wb") as file:
            np.lib.format.write_array_header_2_0(file, header | {"fortran_order": False})
            for part in parts:
                check(self._progress)
                file.write(part)
                checksum = zlib.crc32(part, checksum)
            size = file.tell()
        self.files[name] = (size, checksum)
        return name


class _Reader:
    def __init__(
        self, folder: Path, files: Mapping[str, tuple[int, int]], part: Callable[[str], object], progress: Progress
    ) -> None:
        self._folder = folder
        self._files = files
        self._part = part
        self._progress = progress
        self._read: dict[str, npt.NDArray[Any]] = {}

    def decode(self, node: Any) -> Any:  # noqa: ANN401, C901, PLR0911 - one branch for each kind
        if not isinstance(node, dict):
            return node
        kind = next(iter(node))
        content = node[kind]
        match kind:
            case "enum":
                return _own_class(content, enum.Enum)(node["value"])
            case "tuple":
                return tuple(self.decode(v) for v in content)
            case "list":
                return [self.decode(v) for v in content]
            case "map":
                return {self.decode(k): self.decode(v) for k, v in content}
            case "part":
                return self._part(content)
            case "dataclass":
                return self._dataclass(content, node["fields"])
            case "scalar":
                return self._array(content)[()]
            case "array":
                return self._array(content)
            case "frame":
                return self._frame(node)
        msg = f"unknown kind {kind!r}"
        raise CodecError(msg)

    def _dataclass(self, name: str, nodes: Mapping[str, object]) -> object:
        cls: Any = _own_class(name, object)
        if not dataclasses.is_dataclass(cls):
            msg = f"{name} is no dataclass"
            raise CodecError(msg)
        fields = {f.name: f for f in dataclasses.fields(cls)}
        if set(fields) != set(nodes):
            msg = f"{name} has other fields now"
            raise CodecError(msg)
        values = {key: self.decode(node) for key, node in nodes.items()}
        made: object = cast("Any", cls)(**{key: v for key, v in values.items() if fields[key].init})
        for key, value in values.items():
            if not fields[key].init:
                object.__setattr__(made, key, value)
        return made

    def _array(self, name: str) -> npt.NDArray[Any]:
        if name not in self._read:
            self._read[name] = run_cancellable(self._progress, lambda: self._load(name))
        return self._read[name]

    def _load(self, name: str) -> npt.NDArray[Any]:
        import numpy as np  # noqa: PLC0415 - loading it waits until data is there

        if name not in self._files:  # only a plain name written by this codec can be among them
            msg = f"{name} is not listed"
            raise CodecError(msg)
        path = self._folder / name
        size, checksum = self._files[name]
        if path.parent != self._folder or path.stat().st_size != size:
            msg = f"{name} has another length"
            raise CodecError(msg)
        array: npt.NDArray[Any] = np.load(path, allow_pickle=False)
        found = 0
        for part in array_bytes(array):
            found = zlib.crc32(part, found)
        if found != checksum:
            msg = f"{name} has another checksum"
            raise CodecError(msg)
        return array

    def _frame(self, node: Mapping[str, Any]) -> object:
        import pandas as pd  # noqa: PLC0415 - loading it waits until data is there

        index = self._series(node["index"])
        columns = {name: self._series(column) for name, column in node["frame"]}
        if node["geometry"] is None:
            made = pd.DataFrame({name: pd.Series(c).array for name, c in columns.items()}, index=pd.Index(index))
        else:
            import geopandas as gpd  # noqa: PLC0415 - loading it waits until data is there

            made = gpd.GeoDataFrame(
                {name: getattr(c, "array", c) for name, c in columns.items()},
                geometry=node["geometry"],
                index=pd.Index(index),
            )
        made.attrs.update(self.decode(node["attrs"]))
        return made

    def _series(self, node: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any kind of value, told apart inside
        import pandas as pd  # noqa: PLC0415 - loading it waits until data is there

        if "array" in node:
            return self._array(node["array"])
        if "values" in node:
            return pd.Series([self.decode(v) for v in node["values"]], dtype=node["dtype"])
        import geopandas as gpd  # noqa: PLC0415 - loading it waits until data is there

        raw = self._array(node["wkb"]["bytes"]).tobytes()
        blobs: list[bytes | None] = []
        start = 0
        for size in self._array(node["wkb"]["sizes"]).tolist():
            blobs.append(None if size < 0 else raw[start : start + size])
            start += max(size, 0)
        return gpd.GeoSeries.from_wkb(blobs, crs=node["crs"])


def _numpy_dtype() -> type[np.dtype[Any]]:
    import numpy as np  # noqa: PLC0415 - loading it waits until data is there

    return np.dtype


def _own_name(cls: type) -> str:
    name = f"{cls.__module__}:{cls.__qualname__}"
    with contextlib.suppress(CodecError):
        _own_class(name, object)
        return name
    msg = f"cannot keep a {name}"
    raise CodecError(msg)


def _own_class(name: str, base: type) -> Any:  # noqa: ANN401 - any kind of value, told apart inside
    module, _, path = name.partition(":")
    if module != _PACKAGE and not module.startswith(_PACKAGE + "."):
        msg = f"{name} is not of {_PACKAGE}"
        raise CodecError(msg)
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    if not isinstance(found, type) or not issubclass(found, base) or found.__module__ != module:
        msg = f"{name} is no {base.__name__}"
        raise CodecError(msg)
    return found
