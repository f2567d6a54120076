"""The source line of maps and figures, read from a provenance record."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from gistools.view.words import GUIDANCE, MADE, SOURCES

if TYPE_CHECKING:
    from gistools.text import Language

_MOST_NAMED = 6
_FOLDERS = re.compile(r"[\\/]")
_LAYER = re.compile(r"(\.[A-Za-z0-9]+):.*$")


def source_line(provenance_json: str | None, language: Language = "da") -> str:
    """Return sources, date and "vejledende"; a record that is none, or names nothing, gives the last alone.

    Only the names of files are shown, never the folders they lie in.

    >>> source_line('{"inputs": {"terrain": [{"path": "/data/DTM_1km.tif"}]}, "created": "2026-11-23T08:00:00Z", '
    ...             '"gistools_version": "0.1.0"}')
    'Kilder: DTM_1km.tif. Beregnet 23-11-2026 med gistools 0.1.0. Vejledende.'
    """
    record = _record(provenance_json)
    parts = []
    names = _names(record.get("inputs"))
    if names:
        shown = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
        parts.append(f"{SOURCES.say(language)}: {shown}.")
    date = str(record.get("created") or "")[:10]
    if date:
        written = "-".join(reversed(date.split("-"))) if language == "da" else date
        version = str(record.get("gistools_version") or "")
        parts.append(MADE.say(language).format(date=written, version=version).strip() + ".")
    return " ".join([*parts, GUIDANCE.say(language) + "."])


def _record(provenance_json: str | None) -> dict[str, Any]:
    try:
        record = json.loads(provenance_json or "{}")
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _names(inputs: object) -> list[str]:
    if not isinstance(inputs, dict):
        return []
    paths = [
        str(source["path"])
        for sources in inputs.values()
        if isinstance(sources, list)
        for source in sources
        if isinstance(source, dict) and source.get("path")
    ]
    return list(dict.fromkeys(_file_name(path) for path in paths))


def _file_name(path: str) -> str:
    """Return the name of a file without folders; ``file.gpkg|layername=x`` and ``file.gpkg:x`` name a layer of it."""
    file = _LAYER.sub(r"\1", path.partition("|")[0]).rstrip("/\\")
    return _FOLDERS.split(file)[-1]
