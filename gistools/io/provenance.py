"""Where a result comes from: its tool, parameters, inputs with hashes, library versions, units and stamps."""

from __future__ import annotations

import datetime as dt
import enum
import importlib.metadata
import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, Self, TypeVar, overload

from gistools._version import __version__
from gistools.errors import InputError
from gistools.text import Text

T = TypeVar("T")

FORMAT = 1

_LIBRARIES = ("numpy", "numba", "rasterio", "pyproj", "shapely", "geopandas", "pyogrio", "pandas", "networkx")


class Pending(Protocol):
    """A text that is still being made."""

    def result(self) -> str:
        """Wait for it and return it."""


class _Awaited:
    """A field of a dataclass that may be given as `Pending`: whoever looks at it waits until it is made."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> str: ...

    def __get__(self, instance: object | None, owner: type) -> Self | str:
        if instance is None:
            raise AttributeError(self._name)  # so that the field has no default
        value: str | Pending = instance.__dict__[self._name]
        if not isinstance(value, str):
            value = instance.__dict__[self._name] = value.result()
        return value

    def __set__(self, instance: object, value: str | Pending) -> None:
        instance.__dict__[self._name] = value


@dataclass(frozen=True)
class Source:
    """One thing that was read.

    Parameters
    ----------
    path:
        As the user gave it; the folder for many tiles.
    content_hash:
        BLAKE2b (hexadecimal) of the bytes; for many files the hash of the sorted list of names and hashes. It may still
        be counted when the source is made: who looks at it waits.
    size_bytes:
        Size of all its files.
    crs:
        Its coordinate system before any transformation; empty for tables.
    notes:
        What was found or done while reading.
    """

    path: str
    content_hash: _Awaited = _Awaited()
    size_bytes: int  # type: ignore[misc]  # nothing before has a default: a descriptor is none
    crs: str  # type: ignore[misc]  # the same
    notes: tuple[Text, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the source as plain data."""
        return {
            "path": self.path,
            "content_hash": self.content_hash,
            "size_bytes": self.size_bytes,
            "crs": self.crs,
            "notes": [note.to_dict() for note in self.notes],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Build the source from what `to_dict` returned."""
        return cls(
            path=str(data["path"]),
            content_hash=str(data["content_hash"]),
            size_bytes=int(data["size_bytes"]),
            crs=str(data["crs"]),
            notes=_texts(data["notes"]),
        )


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """A value that was read, the files it came from, and what the user should be told of the reading.

    ``stamps`` holds the marks that every result made of this value must carry, such as `INVENTED`.
    """

    value: T
    sources: tuple[Source, ...]
    notes: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """The record that every written file carries, and that `gistools explain` prints.

    >>> record = Provenance(tool="fill", title=Text("Fyld lavninger", "Fill depressions"))
    >>> Provenance.from_json(record.to_json()) == record
    True
    """

    tool: str
    title: Text
    gistools_version: str = __version__
    libraries: Mapping[str, str] = field(default_factory=dict)
    created: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    inputs: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    stamps: tuple[Text, ...] = ()

    @classmethod
    def create(
        cls,
        tool: str,
        title: Text,
        *,
        params: Mapping[str, object] | None = None,
        inputs: Mapping[str, Sequence[Source]] | None = None,
        notes: Sequence[Text] = (),
        units: Mapping[str, str] | None = None,
        stamps: Sequence[Text] = (),
    ) -> Self:
        """Make the record of work done now: versions and the time are filled in.

        The time is that of the environment variable ``SOURCE_DATE_EPOCH`` where it is set, so that two runs can give
        the same bytes.
        """
        return cls(
            tool=tool,
            title=title,
            libraries=library_versions(),
            created=created_now(),
            params=dict(params or {}),
            inputs={name: tuple(sources) for name, sources in (inputs or {}).items()},
            notes=tuple(notes),
            units=dict(units or {}),
            stamps=unique(stamps),
        )

    def to_json(self) -> str:
        """Return the record as JSON with sorted keys: the same record is always the same text."""
        data = {
            "format": FORMAT,
            "tool": self.tool,
            "title": self.title.to_dict(),
            "gistools_version": self.gistools_version,
            "libraries": dict(self.libraries),
            "created": self.created,
            "params": _plain(self.params),
            "inputs": {name: [source.to_dict() for source in sources] for name, sources in self.inputs.items()},
            "notes": [note.to_dict() for note in self.notes],
            "units": dict(self.units),
            "stamps": [stamp.to_dict() for stamp in self.stamps],
        }
        return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Build the record from what `to_json` returned; raise `InputError` for anything else."""
        try:
            data = json.loads(text)
            return cls(
                tool=str(data["tool"]),
                title=_text(data["title"]),
                gistools_version=str(data["gistools_version"]),
                libraries=dict(data["libraries"]),
                created=str(data["created"]),
                params=dict(data["params"]),
                inputs={
                    str(name): tuple(Source.from_dict(source) for source in sources)
                    for name, sources in data["inputs"].items()
                },
                notes=_texts(data["notes"]),
                units=dict(data["units"]),
                stamps=_texts(data["stamps"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                Text("en oprindelse, der ikke kan læses", "a provenance record that cannot be read"),
                Text("den JSON, som gistools skriver", "the JSON that gistools writes"),
                Text("brug filen, som gistools skrev den", "use the file as gistools wrote it"),
            ) from error


def created_now() -> str:
    """Return the present time (or ``SOURCE_DATE_EPOCH``) as UTC in ISO 8601, to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.strip().isdigit() else None
    moment = dt.datetime.now(tz=dt.UTC) if seconds is None else dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that results depend on."""
    versions = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def unique(texts: Sequence[Text]) -> tuple[Text, ...]:
    """Return the texts in order, each once."""
    return tuple(dict.fromkeys(texts))


def _text(data: Mapping[str, Any]) -> Text:
    return Text(str(data["da"]), str(data["en"]))


def _texts(data: Sequence[Mapping[str, Any]]) -> tuple[Text, ...]:
    return tuple(_text(item) for item in data)


def _plain(value: object) -> object:
    """Return ``value`` as JSON can hold it: paths as text, enumerations as their value, no NaN."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    item = getattr(value, "item", None)  # a number of numpy
    return _plain(item()) if callable(item) else str(value)
