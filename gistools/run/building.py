"""Builds a project: runs the steps that changed, keeps the others, and writes a page of contents.

A step is kept when its tool, parameters, sources (by content), outputs, what it takes from other steps, the language
and the code of gistools are those of the last build, and the files that it wrote are untouched.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gistools.catalogue import TOOLS
from gistools.errors import OutputError
from gistools.progress import NoProgress, Progress, Stage, check
from gistools.run.headers import file_of, is_local
from gistools.run.project import check_project
from gistools.run.session import Session
from gistools.text import Text
from gistools.tool import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.run.cache import StepCache
    from gistools.run.project import Project, Step
    from gistools.tool import Input, Tool

__all__ = ["Built", "BuiltStep", "build_project", "check_build"]

STATE = ".gistools-project.json"
CONTENTS = "index.html"
GENERATOR = '<meta name="generator" content="gistools build">'
_FORMAT = 1
_STEPS = 0.9  # where they end, when a package follows


_PACKAGE = Text("Rådgiverpakke", "Consultant package")
_PACKED = Text(
    "Alle resultater i andre programmers formater, med læsevejledning.",
    "All results in the forms of other programs, with a reading note.",
)


@dataclass(frozen=True)
class BuiltStep:
    """What one step gave.

    Parameters
    ----------
    name, tool:
        Of the step.
    outputs:
        The files, by the name of the output.
    pictures:
        The web map and the figure, where they were wanted.
    notes, stamps:
        What the user should know, and marks that every result bears.
    created:
        When it ran (ISO 8601).
    kept:
        Whether it stood from an earlier build.
    """

    name: str
    tool: str
    outputs: Mapping[str, Path]
    pictures: tuple[Path, ...]
    notes: tuple[Text, ...]
    stamps: tuple[Text, ...]
    created: str
    kept: bool


@dataclass(frozen=True)
class Built:
    """A finished folder (planmappe): its steps, and the page to open first."""

    title: str
    contents: Path
    steps: tuple[BuiltStep, ...]
    package: Path | None = None

    @property
    def stamps(self) -> tuple[Text, ...]:
        """The marks of all steps, each once."""
        return tuple(dict.fromkeys(stamp for one in self.steps for stamp in one.stamps))


def build_project(
    project: Project,
    *,
    again: bool = False,
    overwrite: bool = False,
    tools: Sequence[Tool] = TOOLS,
    cache: StepCache | None = None,
    progress: Progress | None = None,
) -> Built:
    """Run the steps of a project that changed since it was last built.

    Parameters
    ----------
    project:
        What to build.
    again:
        Run all steps, changed or not.
    overwrite:
        Whether files in the folder that no build wrote may be replaced.
    tools:
        The tools that steps may name.
    cache:
        Where steps within tools are remembered.
    progress:
        Told how far the work is, and asked whether to stop.

    Raises
    ------
    InputError, OutputError, JobError
        All faults of all steps at once, before anything runs; or what a step finds in its data.
    Cancelled
        When the user wants to stop; steps that are done are kept by the next build.
    """
    progress = progress or NoProgress()
    progress.update(0.0, Text("Kontrollerer projektet", "Checking the project"))
    steps = check_build(project, overwrite=overwrite, tools=tools)
    state = _State.read(project.out)
    session = Session(tools=tools, cache=cache)
    share = _STEPS if project.package else 1.0
    made: list[BuiltStep] = []
    fingerprints: dict[str, str] = {}
    for n, step in enumerate(steps):
        check(progress)
        stage = Stage(progress, share * n / len(steps), share * (n + 1) / len(steps))
        stage.update(0.0, step.plan.tool.title)
        before = state.fingerprint(step, fingerprints, progress)
        kept = None if again else state.kept(step, before)
        if kept is None:
            kept = _run(step, session, stage)
            state.record(step, before, kept)
            state.write(project.out)
        if before is not None:
            fingerprints[step.name] = before
        made.append(kept)
    state.forget(steps)
    package = _pack(project, made, fingerprints, state, Stage(progress, _STEPS, 0.99))
    state.write(project.out)
    contents = _write_contents(project, steps, made, package)
    progress.update(1.0, Text("Færdig", "Done"))
    return Built(project.title, contents, tuple(made), package)


def check_build(project: Project, *, overwrite: bool = False, tools: Sequence[Tool] = TOOLS) -> tuple[Step, ...]:
    """Check all that can be known of a build before it runs, and return its steps; see `build_project`.

    Raises
    ------
    InputError, OutputError, JobError
        All faults of all steps at once.
    """
    _refuse_other_page(project.out / CONTENTS)
    state = _State.read(project.out)
    if project.package and not overwrite:
        _refuse_other_package(project.out / project.package.file, state)
    built = frozenset(state.steps)
    return check_project(project, tools=tools, replaceable=None if overwrite else built)


def _run(step: Step, session: Session, progress: Progress) -> BuiltStep:
    result = session.run(step.job, progress=progress)
    return BuiltStep(
        name=step.name,
        tool=result.tool,
        outputs=result.outputs,
        pictures=tuple(one for one in (result.map_file, result.figure_file) if one is not None),
        notes=result.notes,
        stamps=tuple(result.provenance.stamps),
        created=result.provenance.created,
        kept=False,
    )


def _pack(
    project: Project, made: Sequence[BuiltStep], fingerprints: Mapping[str, str], state: _State, progress: Progress
) -> Path | None:
    """Write the package of a project, unless it stands as the same steps and words gave it."""
    wanted = project.package
    if wanted is None:
        return None
    from gistools.run.package import PackageParams, hand_over  # noqa: PLC0415 - loads the file libraries

    steps = [one for one in made if not wanted.steps or one.name in wanted.steps]
    path = project.out / wanted.file
    now = [repr(wanted), [[one.name, fingerprints.get(one.name), one.created] for one in steps]]
    if state.package == [now, _mark(path)]:
        return path
    params = PackageParams(wanted.title, wanted.case_number, wanted.data_date, wanted.licence)
    hand_over([project.out / one.name for one in steps], path, params, overwrite=True, progress=progress)
    state.package = [now, _mark(path)]
    return path


class _State:
    """What the last build of a folder knew: hashes of sources, of each step its fingerprint and files, the package."""

    def __init__(
        self, files: dict[str, list[Any]], steps: dict[str, dict[str, Any]], package: list[Any] | None = None
    ) -> None:
        self.files = files
        self.steps = steps
        self.package = package

    @classmethod
    def read(cls, out: Path) -> _State:
        """Read the state of a folder; what cannot be read is as if nothing were built."""
        try:
            data = json.loads((out / STATE).read_text(encoding="utf-8"))
            if data["format"] == _FORMAT:
                return cls(dict(data["files"]), dict(data["steps"]), data.get("package"))
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return cls({}, {})

    def write(self, out: Path) -> None:
        """Write the state beside and rename it."""
        from gistools.io.atomic import atomic_output  # noqa: PLC0415 - loads the file libraries

        data = {"format": _FORMAT, "files": self.files, "steps": self.steps, "package": self.package}
        with atomic_output(out / STATE) as temporary:
            temporary.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")

    def forget(self, steps: Sequence[Step]) -> None:
        """Forget steps that the project no longer has; their files stay."""
        names = {one.name for one in steps}
        self.steps = {name: one for name, one in self.steps.items() if name in names}

    def fingerprint(self, step: Step, others: Mapping[str, str], progress: Progress) -> str | None:
        """Return what a step's files follow from, as a hash; None when that cannot be told (a database, an address)."""
        plan, sources = step.plan, {}
        for one in plan.tool.inputs:
            told: list[object] = []
            for given in plan.inputs.get(one.name, ()):
                if given in step.promised:
                    writer = others.get(step.promised[given])
                    if writer is None:
                        return None
                    told.append([Path(given).name, writer])
                elif not is_local(given):
                    return None
                else:
                    told.append([given, self._content(one, given, progress)])
            sources[one.name] = told
        known = {
            "code": _code(),
            "language": os.environ.get("GISTOOLS_LANG", ""),
            "tool": plan.tool.id,
            "params": plan.params.to_mapping(),
            "inputs": sources,
            "outputs": {name: str(path) for name, path in sorted(plan.outputs.items())},
            "pictures": [str(one) for one in (plan.map_file, plan.figure_file) if one is not None],
            "window": plan.window,
            "layout": plan.raster_layout.value,
        }
        return hashlib.blake2b(json.dumps(known, sort_keys=True).encode(), digest_size=20).hexdigest()

    def _content(self, one: Input, given: str, progress: Progress) -> list[str]:
        """Return the hash of each file of an input; of one whose size and time are as before it is not counted anew."""
        from gistools.io.elevation import expand_tiles  # noqa: PLC0415 - loads the file libraries
        from gistools.io.files import file_hash, source_files  # noqa: PLC0415 - loads the file libraries
        from gistools.io.register_folder import expand_register  # noqa: PLC0415 - loads the file libraries

        files: Iterable[Path | str] = [file_of(given)]
        if one.elevation:
            files = expand_tiles([given])
        elif one.kind is Kind.REGISTER:
            files = [file_of(file) for file in expand_register([given])]
        made = []
        for path in source_files(files):
            if not path.is_file():
                continue
            stat = path.stat()
            now = [stat.st_size, stat.st_mtime_ns]
            known = self.files.get(str(path))
            if known is None or known[:2] != now:
                known = self.files[str(path)] = [*now, file_hash(path, progress=progress)]
            made.append(known[2])
        return made

    def kept(self, step: Step, fingerprint: str | None) -> BuiltStep | None:
        """Return what a step gave before when it would give the same now and its files are untouched."""
        known = self.steps.get(step.name)
        if known is None or fingerprint is None or known.get("fingerprint") != fingerprint:
            return None
        if any(_mark(Path(path)) != mark for path, mark in known["files"].items()):
            return None
        return BuiltStep(
            name=step.name,
            tool=step.plan.tool.id,
            outputs=step.plan.outputs,
            pictures=_pictures(step),
            notes=tuple(Text(**one) for one in known["notes"]),
            stamps=tuple(Text(**one) for one in known["stamps"]),
            created=known["created"],
            kept=True,
        )

    def record(self, step: Step, fingerprint: str | None, made: BuiltStep) -> None:
        """Note what a step gave."""
        self.steps[step.name] = {
            "fingerprint": fingerprint,
            "files": {str(path): _mark(path) for path in (*made.outputs.values(), *made.pictures)},
            "notes": [one.to_dict() for one in made.notes],
            "stamps": [one.to_dict() for one in made.stamps],
            "created": made.created,
        }


def _pictures(step: Step) -> tuple[Path, ...]:
    return tuple(one for one in (step.plan.map_file, step.plan.figure_file) if one is not None)


def _mark(path: Path) -> list[int] | None:
    """Return what tells that a file is another than before; None when it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


@functools.cache
def _code() -> str:
    """Return the hash of the code and tables of gistools: another version may give other files."""
    root = Path(__file__).parents[1]
    digest = hashlib.blake2b(digest_size=20)
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".csv", ".toml", ".css", ".js", ".html"}:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _refuse_other_page(page: Path) -> None:
    """Refuse to write the page of contents over one of somebody else's."""
    if page.exists() and GENERATOR not in page.read_text(encoding="utf-8", errors="replace"):
        raise OutputError(
            Text(f"en anden side ligger i {page}", f"another page lies at {page}"),
            Text("en mappe for projektet alene", "a folder for the project alone"),
            Text("flyt siden, eller vælg en anden mappe (out)", "move the page, or choose another folder (out)"),
        )


def _refuse_other_package(path: Path, state: _State) -> None:
    if path.exists() and (state.package is None or state.package[1] != _mark(path)):
        raise OutputError(
            Text(f"filen {path} er der allerede", f"the file {path} is there already"),
            Text("en ny fil, eller en, som et byg har skrevet", "a new file, or one that a build wrote"),
            Text("vælg et andet navn til pakken, eller skriv --overwrite", "choose another name, or write --overwrite"),
        )


def _write_contents(project: Project, steps: Sequence[Step], made: Sequence[BuiltStep], package: Path | None) -> Path:
    from gistools.io.atomic import atomic_output  # noqa: PLC0415 - loads the file libraries
    from gistools.view.contents import ContentsFile, ContentsStep, contents_page  # noqa: PLC0415 - loads templates

    def link(path: Path) -> str:
        return path.relative_to(project.out).as_posix()

    told = []
    for step, one in zip(steps, made, strict=True):
        declared = {each.name: each for each in step.plan.tool.outputs}
        files = tuple(
            ContentsFile(link(at), declared[name].label, declared[name].help) for name, at in one.outputs.items()
        )
        pictures = tuple(link(each) for each in one.pictures)
        read = {Kind.DOCUMENT, Kind.GUIDE, Kind.TEMPLATE}
        read_first = tuple(file for name, file in zip(one.outputs, files, strict=True) if declared[name].kind in read)
        told.append(ContentsStep(step.plan.tool.title, files, pictures, one.notes, one.created, read_first))
    if package is not None:
        packed = ContentsFile(link(package), _PACKAGE, _PACKED)
        told.append(ContentsStep(_PACKAGE, (packed,), (), (), max(one.created for one in made)))
    stamps = tuple(dict.fromkeys(stamp for one in made for stamp in one.stamps))
    page = project.out / CONTENTS
    with atomic_output(page) as temporary:
        temporary.write_text(contents_page(project.title, told, stamps), encoding="utf-8")
    return page
