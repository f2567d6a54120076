"""All that can be known of a job before the first heavy second: every fault is found, and told at once."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.catalogue import TOOLS
from gistools.catalogue import tool as find_tool
from gistools.errors import GistoolsError, InputError, JobError, OutputError, ParamError
from gistools.io.names import LAYER_ENDINGS, TABLE_ENDINGS, WRITTEN_ENDINGS
from gistools.layout import RasterLayout, raster_layout
from gistools.run.headers import check_headers, file_of, is_local
from gistools.run.placing import sidecars_of, sidecars_of_picture
from gistools.text import Text
from gistools.tool import Kind, Output, Params, Tool

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.run.job import Job

__all__ = [
    "BUNDLE_ENDINGS",
    "DOCUMENT_ENDINGS",
    "FIGURE_ENDINGS",
    "GUIDE_ENDINGS",
    "MAP_ENDINGS",
    "Plan",
    "check_job",
]

MAP_ENDINGS = (".html", ".htm")
FIGURE_ENDINGS = (".png", ".svg", ".pdf")
BUNDLE_ENDINGS = (".zip",)
DOCUMENT_ENDINGS = (".pdf", ".docx", ".xlsx")
GUIDE_ENDINGS = (".html", ".gpx")
TEMPLATE_ENDINGS = (".docx",)
_ENDINGS = {
    Kind.RASTER: WRITTEN_ENDINGS,
    Kind.LAYER: LAYER_ENDINGS,
    Kind.TABLE: TABLE_ENDINGS,
    Kind.BUNDLE: BUNDLE_ENDINGS,
    Kind.GRAPH: FIGURE_ENDINGS,
    Kind.DOCUMENT: DOCUMENT_ENDINGS,
    Kind.GUIDE: GUIDE_ENDINGS,
    Kind.TEMPLATE: TEMPLATE_ENDINGS,
}
_PICTURED = {Kind.RASTER, Kind.LAYER}


@dataclass(frozen=True)
class Plan:
    """A job that has passed every check."""

    tool: Tool
    params: Params
    inputs: Mapping[str, tuple[str, ...]]
    outputs: Mapping[str, Path]
    wanted: frozenset[str]
    window: tuple[float, float, float, float] | None
    map_file: Path | None
    figure_file: Path | None
    overwrite: bool
    new_folder: Path | None = None
    raster_layout: RasterLayout = RasterLayout.COG

    @property
    def pictured(self) -> tuple[Output, ...]:
        """The outputs that a map or figure shows, in the order declared."""
        return tuple(o for o in self.tool.outputs if o.name in self.wanted and o.kind in _PICTURED)


def check_job(job: Job, *, tools: Sequence[Tool] = TOOLS, promised: frozenset[str] = frozenset()) -> Plan:
    """Check a job and return what is to be done; files that are ``promised`` by an earlier job are not looked at.

    Raises
    ------
    UnknownToolError
        When the tool is unknown; nothing else can be checked then.
    GistoolsError
        The one fault found, or a `JobError` that holds all of them.
    """
    tool = job.tool if isinstance(job.tool, Tool) else find_tool(job.tool, tools=tools)
    faults: list[GistoolsError] = []
    params = _params(tool, job.params, faults)
    inputs = _inputs(tool, job.inputs, faults)
    faults += _conflicts(tool, params, inputs)
    window = _window(job.window, faults)
    layout = _layout(job.raster_layout, faults)
    faults += _without_window(tool, window)
    given = frozenset(inputs) | _chosen(params)
    outputs = _outputs(tool, job, given, faults)
    pictures = [_picture(job.map_file, MAP_ENDINGS, faults), _picture(job.figure_file, FIGURE_ENDINGS, faults)]
    targets = [*outputs.values(), *(p for p in pictures if p is not None)]
    new_folder = _new_folder(job.out_dir)
    sources = [file for files in inputs.values() for file in files]
    for folder in dict.fromkeys(target.parent for target in targets):
        _check_folder(_nearest(folder) if folder == new_folder else folder, faults)
    _check_targets(targets, sources, faults, overwrite=job.overwrite)
    _check_sidecars(_sidecars(tool, outputs, pictures), faults, overwrite=job.overwrite)
    wanted = {o.name for o in tool.outputs if o.kind is Kind.SCALAR} | set(outputs)
    if any(pictures) and not outputs:
        wanted |= {o.name for o in tool.outputs if o.default and o.kind in _PICTURED and _can(o, given)}
    if not wanted and not job.outputs:
        faults.append(_nothing_wanted(tool))
    check_headers(tool, inputs, faults, promised=promised)
    if faults or params is None:
        raise faults[0] if len(faults) == 1 else JobError(faults)
    return Plan(
        tool=tool,
        params=params,
        inputs=inputs,
        outputs=outputs,
        wanted=frozenset(wanted),
        window=window,
        map_file=pictures[0],
        figure_file=pictures[1],
        overwrite=job.overwrite,
        new_folder=new_folder,
        raster_layout=layout,
    )


def _new_folder(given: str | None) -> Path | None:
    """Return the output folder where it is new and only has to be made, with its parents, within one that exists."""
    if given is None:
        return None
    folder = Path(given)
    return folder if not folder.exists() and _nearest(folder).is_dir() else None


def _nearest(folder: Path) -> Path:
    """Return the folder itself, or the nearest above it, that exists."""
    folder = folder.absolute()
    return next((one for one in (folder, *folder.parents) if one.exists()), folder)


def _params(tool: Tool, given: Mapping[str, object], faults: list[GistoolsError]) -> Params | None:
    try:
        return tool.params.from_mapping(given)
    except ParamError as error:
        expected = Text(f"gyldige parametre til {tool.title.da}", f"valid parameters for {tool.title.en}")
        faults.append(ParamError(error.found, expected, error.fix))
        return None


def _conflicts(tool: Tool, params: Params | None, inputs: Mapping[str, object]) -> list[GistoolsError]:
    """Return what does not go together in the parameters and the inputs given."""
    told = () if params is None else params.conflicts(frozenset(inputs))
    expected = Text(f"oplysninger, der passer sammen, til {tool.title.da}", f"what goes together for {tool.title.en}")
    mend = Text("ret det nævnte", "correct what is named")
    return [ParamError(fault, expected, mend) for fault in told]


def _inputs(
    tool: Tool, given: Mapping[str, str | Sequence[str]], faults: list[GistoolsError]
) -> dict[str, tuple[str, ...]]:
    declared = {one.name: one for one in tool.inputs}
    made: dict[str, tuple[str, ...]] = {}
    for name, value in given.items():
        files = (str(value),) if isinstance(value, (str, os.PathLike)) else tuple(str(one) for one in value)
        if name not in declared:
            faults.append(_unknown(Text("input", "input"), name, declared))
        elif len(files) > 1 and not declared[name].takes_many:
            count = len(files)
            faults.append(
                InputError(
                    Text(f"{count} filer til {name}", f"{count} files for {name}"),
                    Text("én fil", "one file"),
                    Text("giv én fil, eller saml dem først", "give one file, or join them first"),
                )
            )
        elif files:
            made[name] = files
    faults.extend(
        InputError(
            Text(f"{one.name} mangler ({one.label.da})", f"{one.name} is missing ({one.label.en})"),
            one.help,
            Text(f"giv en fil til {one.name}", f"give a file for {one.name}"),
        )
        for one in tool.inputs
        if one.required and one.name not in made
    )
    return made


def _window(given: Sequence[float] | None, faults: list[GistoolsError]) -> tuple[float, float, float, float] | None:
    if given is None:
        return None
    try:
        west, south, east, north = (float(v) for v in given)
    except (TypeError, ValueError):  # not four, or no numbers
        faults.append(_no_window(given))
        return None
    if not (west < east and south < north):
        from gistools.io.words import in_languages  # noqa: PLC0415 - loads the file libraries

        shown = in_languages((west, south, east, north), decimals=2, between=" ")
        faults.append(
            InputError(
                Text(f"udsnittet {shown.da}", f"the window {shown.en}"),
                Text("vest < øst og syd < nord", "west < east and south < north"),
                Text(
                    "giv udsnittet som vest syd øst nord i meter", "give the window as west south east north in metres"
                ),
            )
        )
    return (west, south, east, north)


def _layout(given: str, faults: list[GistoolsError]) -> RasterLayout:
    try:
        return raster_layout(given)
    except ParamError as error:
        faults.append(error)
        return RasterLayout.COG


def _no_window(given: object) -> InputError:
    shown = str(given)[:80]
    return InputError(
        Text(f"udsnittet {shown}", f"the window {shown}"),
        Text("fire tal: vest, syd, øst og nord i meter", "four numbers: west, south, east and north in metres"),
        Text("ret udsnittet, fx 720000 6170000 721000 6171000", "correct it, such as 720000 6170000 721000 6171000"),
    )


def _without_window(tool: Tool, window: object) -> list[GistoolsError]:
    """Refuse a window for a tool that has no raster to take it from."""
    if window is None or any(one.kind is Kind.RASTER for one in tool.inputs):
        return []
    return [
        InputError(
            Text("et udsnit (window)", "a window"),
            Text(f"intet udsnit: {tool.title.da} har ingen raster", f"no window: {tool.title.en} has no raster"),
            Text("udelad udsnittet", "leave the window out"),
        )
    ]


def _chosen(params: Params | None) -> frozenset[str]:
    """Return the names of the parameters that have a value."""
    return (
        frozenset(name for name, value in params.to_mapping().items() if value is not None) if params else frozenset()
    )


def _can(output: Output, given: frozenset[str]) -> bool:
    return not output.needs or output.needs in given


def _outputs(tool: Tool, job: Job, given: frozenset[str], faults: list[GistoolsError]) -> dict[str, Path]:
    declared = {one.name: one for one in tool.outputs}
    made: dict[str, Path] = {}
    for name, value in job.outputs.items():
        if name not in declared:
            faults.append(_unknown(Text("output", "output"), name, declared))
        elif declared[name].kind is Kind.SCALAR:
            continue  # told, not written
        elif value is not None:
            made[name] = Path(value)
        elif job.out_dir is not None:
            made[name] = _default_path(declared[name], job.out_dir)
        else:
            faults.append(_no_file(name))
    if job.out_dir is not None:
        for one in tool.outputs:
            if one.default and one.kind is not Kind.SCALAR and _can(one, given):
                made.setdefault(one.name, _default_path(one, job.out_dir))
    for name, path in made.items():
        _check_ending(declared[name], path, faults)
    faults += [_lacks(declared[name]) for name in made if not _can(declared[name], given)]
    return made


def _lacks(output: Output) -> OutputError:
    return OutputError(
        Text(f"{output.name} uden {output.needs}", f"{output.name} without {output.needs}"),
        Text(f"at {output.needs} er givet", f"that {output.needs} is given"),
        Text(f"giv {output.needs}, eller udelad {output.name}", f"give {output.needs}, or leave {output.name} out"),
    )


def _no_file(name: str) -> OutputError:
    return OutputError(
        Text(f"{name} uden fil og uden mappe", f"{name} without a file and without a folder"),
        Text("en fil, eller en mappe (out_dir)", "a file, or a folder (out_dir)"),
        Text(f"giv {name} en fil", f"give {name} a file"),
    )


def _default_path(output: Output, folder: str) -> Path:
    return Path(folder) / (output.name + (output.ending or _ENDINGS[output.kind][0]))


def _check_ending(output: Output, path: Path, faults: list[GistoolsError]) -> None:
    _ending(path, _ENDINGS[output.kind], faults)
    if path.suffix.lower() == ".gpkg" and path.is_file():
        _check_other_layers(output, path, faults)


def _check_other_layers(output: Output, path: Path, faults: list[GistoolsError]) -> None:
    """Refuse to replace a GeoPackage that holds more than the layer to be written."""
    from gistools.io import list_layers  # noqa: PLC0415 - loads the file libraries

    try:
        others = [name for name in list_layers(path) if name != output.name]
    except GistoolsError:  # no GeoPackage at all: that the file exists is told anyway
        return
    if others:
        shown = ", ".join(others)
        faults.append(
            OutputError(
                Text(f"{path} holder andre lag: {shown}", f"{path} holds other layers: {shown}"),
                Text("en ny fil, eller en med kun dette lag", "a new file, or one with only this layer"),
                Text("vælg et andet filnavn", "choose another file name"),
            )
        )


def _ending(path: Path, endings: Sequence[str], faults: list[GistoolsError]) -> None:
    if path.suffix.lower() in endings:
        return
    known = ", ".join(endings)
    faults.append(
        OutputError(
            Text(
                f"filen {path.name} med endelsen {path.suffix!r}",
                f"the file {path.name} with the ending {path.suffix!r}",
            ),
            Text(f"én af endelserne {known}", f"one of the endings {known}"),
            Text(f"kald den {path.stem}{endings[0]}", f"call it {path.stem}{endings[0]}"),
        )
    )


def _picture(given: str | None, endings: Sequence[str], faults: list[GistoolsError]) -> Path | None:
    if given is None:
        return None
    path = Path(given)
    _ending(path, endings, faults)
    return path


def _check_targets(
    targets: Sequence[Path], inputs: Sequence[str], faults: list[GistoolsError], *, overwrite: bool
) -> None:
    from gistools.io import refuse_same_file  # noqa: PLC0415 - loads the file libraries
    from gistools.io.files import source_files  # noqa: PLC0415 - loads the file libraries

    sources = source_files(file_of(one) for one in inputs if is_local(one))
    seen: set[str] = set()
    there: list[Path] = []
    for target in targets:
        name = os.path.normcase(target.resolve())
        if name in seen:
            faults.append(
                OutputError(
                    Text(f"to output til samme fil ({target})", f"two outputs to the same file ({target})"),
                    Text("en fil til hvert", "a file for each"),
                    Text("vælg et andet navn til det ene", "choose another name for one of them"),
                )
            )
        seen.add(name)
        try:
            refuse_same_file(target, sources)
            _refuse_folder(target)
        except OutputError as error:
            faults.append(error)
        else:
            if target.exists():
                there.append(target)
    if there and not overwrite:
        faults.append(exist_already(there))


def _sidecars(
    tool: Tool, outputs: Mapping[str, Path], pictures: Sequence[Path | None]
) -> list[tuple[Path, tuple[Path, ...]]]:
    """Return each target with the files that are written beside it."""
    declared = {one.name: one for one in tool.outputs}
    return [
        *((path, sidecars_of(declared[name], path)) for name, path in outputs.items()),
        *((path, sidecars_of_picture(path)) for path in pictures if path is not None),
    ]


def _check_sidecars(
    targets: Sequence[tuple[Path, Sequence[Path]]], faults: list[GistoolsError], *, overwrite: bool
) -> None:
    """Refuse two outputs that would share a style or record, and a style of the user's own that would be replaced."""
    owners: dict[str, Path] = {}
    there: list[Path] = []
    for target, beside in targets:
        for path in beside:
            owner = owners.setdefault(os.path.normcase(path.resolve()), target)
            if owner.resolve() != target.resolve():
                both = f"{owner.name}, {target.name}"
                faults.append(
                    OutputError(
                        Text(
                            f"to output med samme fil ved siden af ({both}: {path.name})",
                            f"two outputs with the same file beside them ({both}: {path.name})",
                        ),
                        Text("et navn til hvert, også uden endelsen", "a name for each, also without the ending"),
                        Text("vælg et andet navn til det ene", "choose another name for one of them"),
                    )
                )
            elif path.exists() and not target.exists():  # else told of the target itself
                there.append(path)
    if there and not overwrite:
        faults.append(exist_already(there))


def _refuse_folder(target: Path) -> None:
    if target.is_dir():
        raise OutputError(
            Text(f"en mappe ({target})", f"a folder ({target})"),
            Text("en fil", "a file"),
            Text("giv outputtet et filnavn", "give the output a file name"),
        )


def exist_already(there: Sequence[Path]) -> OutputError:
    """Return the error of files that are there and may not be replaced."""
    listed = ", ".join(map(str, there))
    if len(there) == 1:
        found = Text(f"filen findes allerede ({listed})", f"the file exists already ({listed})")
    else:
        found = Text(f"{len(there)} filer findes allerede ({listed})", f"{len(there)} files exist already ({listed})")
    return OutputError(
        found,
        Text("nye filer", "new files"),
        Text(
            "vælg en anden mappe eller andre navne, eller tillad at overskrive (--overwrite)",
            "choose another folder or other names, or allow overwriting (--overwrite)",
        ),
    )


def _check_folder(folder: Path, faults: list[GistoolsError]) -> None:
    nearest = _nearest(folder)
    if not nearest.is_dir():
        faults.append(
            OutputError(
                Text(f"{nearest} er en fil og ikke en mappe", f"{nearest} is a file and not a folder"),
                Text("en mappe", "a folder"),
                Text("vælg en anden mappe", "choose another folder"),
            )
        )
    elif not folder.is_dir():
        missing = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.parent == nearest)
        faults.append(
            OutputError(
                Text(f"mappen findes ikke ({missing})", f"the folder does not exist ({missing})"),
                Text("en mappe, der findes", "a folder that exists"),
                Text("opret mappen, eller vælg en anden", "make the folder, or choose another"),
            )
        )
    elif not os.access(folder, os.W_OK | os.X_OK):
        faults.append(
            OutputError(
                Text(f"en mappe, der ikke kan skrives i ({folder})", f"a folder that cannot be written to ({folder})"),
                Text("en mappe med skriveadgang", "a folder that may be written to"),
                Text("vælg en anden mappe, eller få adgang", "choose another folder, or get access"),
            )
        )


def _nothing_wanted(tool: Tool) -> OutputError:
    names = ", ".join(o.name for o in tool.outputs)
    return OutputError(
        Text("intet ønsket output", "no output asked for"),
        Text(
            f"en mappe (out_dir) eller en fil til ét af: {names}", f"a folder (out_dir) or a file for one of: {names}"
        ),
        Text("giv en mappe, fx --out resultat", "give a folder, such as --out result"),
    )


def _unknown(what: Text, name: str, known: Iterable[str]) -> InputError:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1)
    names = ", ".join(known)
    fix = (
        Text(f"mente du {near[0]}?", f"did you mean {near[0]}?")
        if near
        else Text("vælg et af de nævnte", "choose one of those")
    )
    return InputError(
        Text(f"et ukendt {what.da} ({name})", f"an unknown {what.en} ({name})"),
        Text(f"ét af: {names}", f"one of: {names}"),
        fix,
    )
