"""Publication bundles in and out: one zip with a manifest that holds the hash of every member."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gistools._version import __version__
from gistools.errors import InputError, OutputError
from gistools.io.atomic import atomic_output, write_bytes
from gistools.io.raster_output import mismatch
from gistools.io.sheets import csv_of, packed
from gistools.io.workbook import Sheets, workbook_of
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gistools.progress import Progress

__all__ = ["OpenedBundle", "bundle_members", "open_bundle", "write_bundle"]

FORMAT = 1
MANIFEST, REPORT, WORKBOOK = "manifest.json", "report.html", "tables.xlsx"
TABLES, PICTURES = "tables/", "pictures/"

_MOST_BYTES = 2**31  # of all members when another program has compressed them


class ColumnLike(Protocol):
    """What is asked of a column of a bundle."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> Text: ...
    @property
    def unit(self) -> str: ...


class TableLike(Protocol):
    """What is asked of a table of a bundle."""

    @property
    def name(self) -> str: ...
    @property
    def frame(self) -> pd.DataFrame: ...
    @property
    def columns(self) -> Sequence[ColumnLike]: ...


class PictureLike(Protocol):
    """What is asked of a picture of a bundle."""

    @property
    def name(self) -> str: ...
    @property
    def png(self) -> bytes: ...


class BundleLike(Protocol):
    """What is asked of a bundle; `gistools.floodcost.bundle.make_bundle` makes one."""

    @property
    def title(self) -> Text: ...
    @property
    def public(self) -> bool: ...
    @property
    def created(self) -> str: ...
    @property
    def tables(self) -> Mapping[str, TableLike]: ...
    @property
    def pictures(self) -> Mapping[str, PictureLike]: ...


def write_bundle(bundle: BundleLike, path: Path | str, *, report: str, progress: Progress | None = None) -> Path:
    """Write a bundle as one zip and return its path; the same bundle is always the same bytes.

    Parameters
    ----------
    bundle:
        What is published.
    path:
        A name that ends with ``.zip``.
    report:
        The HTML of it, as `gistools.view.flood_report.flood_report_page` makes it.

    Raises
    ------
    OutputError, OutputInUseError, DiskFullError, OutputMismatchError, Cancelled, MissingDependencyError
        Nothing half made is left in any of these cases.
    """
    progress = progress or NoProgress()
    final = Path(path)
    if final.suffix.lower() != ".zip":
        raise OutputError(
            Text(f"navnet {final.name}", f"the name {final.name}"),
            Text(".zip for en pakke", ".zip for a bundle"),
            Text("giv filen endelsen .zip", "give the file the ending .zip"),
        )
    progress.update(0.0, Text("Skriver pakke", "Writing bundle"))
    data = run_cancellable(progress, lambda: packed(bundle_members(bundle, report)))
    with atomic_output(final) as temporary:
        write_bytes(temporary, data, progress)
        if temporary.read_bytes() != data:
            raise mismatch(final, Text("andre tegn", "other characters"))
    progress.update(1.0, Text(f"Skrev {final.name}", f"Wrote {final.name}"))
    return final


def bundle_members(bundle: BundleLike, report: str) -> dict[str, bytes]:
    """Return the members of the zip: report, workbook, tables as CSV, pictures, and the manifest of their hashes."""
    sheets: Sheets = {}
    members = {REPORT: report.encode("utf-8")}
    for name, table in bundle.tables.items():
        kinds = {column.name: str(column.kind) for column in table.columns}
        members[f"{TABLES}{name}.csv"] = csv_of(table.frame, kinds)
        sheets[name] = (
            table.frame,
            kinds,
            {column.name: heading(column.label, column.unit) for column in table.columns},
        )
    members[WORKBOOK] = workbook_of(sheets)
    members |= {f"{PICTURES}{name}.png": picture.png for name, picture in bundle.pictures.items()}
    manifest = {
        "format": FORMAT,
        "program": "gistools",
        "version": __version__,
        "created": bundle.created,
        "title": bundle.title.to_dict(),
        "public": bundle.public,
        "members": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
            for name, data in members.items()
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    return {**members, MANIFEST: text.encode("utf-8")}


def heading(label: Text, unit: str) -> str:
    """Return what stands above a column of the workbook.

    >>> heading(Text("Tal", "Number"), "m")
    'Tal | Number (m)'
    """
    return f"{label} ({unit})" if unit else str(label)


@dataclass(frozen=True, eq=False)
class OpenedBundle:
    """A zip as it was read.

    Parameters
    ----------
    members:
        The bytes of each member that could be read.
    manifest:
        What the manifest says; empty when it cannot be read.
    fingerprint:
        SHA-256 of the whole file: two files of one fingerprint are the same file.
    faults:
        Members that are changed, missing or added, and bytes between them that are.
    """

    members: Mapping[str, bytes]
    manifest: Mapping[str, object]
    fingerprint: str
    faults: tuple[Text, ...]


def open_bundle(path: Path | str) -> OpenedBundle:
    """Read a bundle and hold it against its manifest; nothing is unpacked to the disk.

    Raises
    ------
    InputError
        When there is no such file, or it is no zip.
    """
    final = Path(path)
    try:
        data = final.read_bytes()
    except OSError as error:
        raise _no_bundle(final, error.strerror or str(error)) from error
    try:
        members, faults = _read(data)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise _no_bundle(final, str(error)) from error
    manifest, told = _manifest(members.get(MANIFEST))
    faults += told or _held_against(members, manifest)
    if not faults:
        faults += _between(data, packed(members))
    return OpenedBundle(members, manifest, hashlib.sha256(data).hexdigest(), tuple(faults))


def _no_bundle(path: Path, why: str) -> InputError:
    return InputError(
        Text(f"{path.name} kan ikke læses ({why})", f"{path.name} cannot be read ({why})"),
        Text("en zipfil, som gistools har skrevet", "a zip file that gistools wrote"),
        Text("hent filen igen, og vælg den hele zip", "fetch the file again and choose the whole zip"),
    )


def _read(data: bytes) -> tuple[dict[str, bytes], list[Text]]:
    members: dict[str, bytes] = {}
    faults = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        total = 0
        for info in archive.infolist():
            name, total = info.filename, total + info.file_size
            if name in members:
                faults.append(Text(f"{name} findes flere gange", f"{name} is there more than once"))
                continue
            if total > max(_MOST_BYTES, len(data)):
                faults.append(Text(f"{name} er for stor", f"{name} is too large"))
                break
            found = _bytes_of(archive, info, data)
            if found is None:
                faults.append(Text(f"{name} kan ikke læses", f"{name} cannot be read"))
            else:
                members[name] = found
    return members, faults


def _bytes_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> bytes | None:
    """Return the bytes of a member, also where they are changed; None where that cannot be."""
    if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1:
        head = data[info.header_offset : info.header_offset + 30]
        if len(head) == 30 and head.startswith(b"PK\x03\x04"):  # noqa: PLR2004 - the length of a local head
            start = (
                info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            )
            return data[start : start + info.file_size]
        return None
    try:
        return archive.read(info)
    except Exception:  # noqa: BLE001 - zlib and others raise errors of their own for bytes that are changed
        return None


def _manifest(data: bytes | None) -> tuple[dict[str, object], list[Text]]:
    if data is None:
        return {}, [Text(f"{MANIFEST} mangler", f"{MANIFEST} is missing")]
    try:
        made = json.loads(data.decode("utf-8"))
        hashes = {name: (one["sha256"], one["size_bytes"]) for name, one in made["members"].items()}
        if made["format"] != FORMAT or not isinstance(made["public"], bool) or not hashes:
            raise ValueError(made["format"])  # noqa: TRY301 - told with the others
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        return {}, [Text(f"{MANIFEST} kan ikke læses ({why})", f"{MANIFEST} cannot be read ({why})")]
    return made, []


def _held_against(members: Mapping[str, bytes], manifest: Mapping[str, object]) -> list[Text]:
    told = manifest["members"]
    faults: list[Text] = []
    if not isinstance(told, Mapping):
        return faults
    for name in sorted({*told, *members} - {MANIFEST}):
        if name not in members:
            faults.append(Text(f"{name} mangler", f"{name} is missing"))
        elif name not in told:
            faults.append(Text(f"{name} er kommet til", f"{name} was added"))
        elif len(members[name]) != told[name]["size_bytes"]:
            sizes = f"{len(members[name])} / {told[name]['size_bytes']}"
            faults.append(
                Text(f"{name} har en anden længde ({sizes} byte)", f"{name} is of another length ({sizes} bytes)")
            )
        elif hashlib.sha256(members[name]).hexdigest() != told[name]["sha256"]:
            faults.append(Text(f"{name} er ændret", f"{name} is changed"))
    return faults


def _between(data: bytes, expected: bytes) -> list[Text]:
    """Return the fault of bytes that belong to no member: their first place."""
    if data == expected:
        return []
    first = next(
        (i for i, (a, b) in enumerate(zip(data, expected, strict=False)) if a != b), min(len(data), len(expected))
    )
    return [
        Text(
            f"byte {first} uden for filerne i pakken er ændret, eller et andet program har pakket den; filerne er hele",
            f"byte {first} outside of the files within is changed, or another program packed it; the files are whole",
        )
    ]
