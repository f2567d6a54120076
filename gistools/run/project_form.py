"""What may stand in a project file, and in which form; all faults of form are told in one error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gistools.errors import GistoolsError, InputError, JobError
from gistools.run.job import window_of
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from gistools.run.project import Given, ProjectStep

__all__ = ["EXPECTED", "MEND", "PACKAGE", "PROJECT", "STEP", "Form"]

EXPECTED = Text(
    "en projektfil med title, out, [inputs], [params] og [[step]] (docs/project.md)",
    "a project file with title, out, [inputs], [params] and [[step]] (docs/project.md)",
)
MEND = Text("ret det nævnte i projektfilen", "correct what is named in the project file")


class Form:
    """Reads plain data field by field and gathers all faults."""

    def __init__(self) -> None:
        self.faults: list[GistoolsError] = []

    def fault(self, found: Text) -> None:
        """Note one fault."""
        self.faults.append(InputError(found, EXPECTED, MEND))

    def settle(self) -> None:
        """Raise what was found: the one fault, or a `JobError` of all."""
        if self.faults:
            raise self.faults[0] if len(self.faults) == 1 else JobError(self.faults)

    def fields(
        self, where: str, values: object, known: Mapping[str, Callable[[object], Any]], *, required: Sequence[str]
    ) -> dict[str, Any]:
        """Return the fields of one table that are of the right form, each read by what ``known`` has for it."""
        if not isinstance(values, Mapping):
            self.fault(Text(f"{where}ingen tabel", f"{where}no table"))
            return {}
        made: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                self.fault(unknown_name(str(name), known, where))
                continue
            try:
                made[name] = known[name](value)
            except ValueError as error:
                self.fault(Text(f"{where}{name}: {error}", f"{where}{name}: {error}"))
        for name in required:
            if name not in values:
                self.fault(Text(f"{where}{name} mangler", f"{where}{name} is missing"))
        return made

    def names(self, steps: Sequence[ProjectStep]) -> None:
        """Every step has a name of its own, also where capitals do not count."""
        seen: dict[str, int] = {}
        for n, one in enumerate(steps, 1):
            other = seen.setdefault(one.name.casefold(), n)
            if other != n:
                self.fault(
                    Text(
                        f"trin {other} og {n} hedder begge {one.name}; giv det ene et andet name",
                        f"steps {other} and {n} are both called {one.name}; give one of them another name",
                    )
                )

    def known(self, where: str, names: Sequence[str], known: Sequence[str]) -> None:
        """Note names that are none of those that are known."""
        for name in names:
            if name not in known:
                self.fault(unknown_name(name, known, where))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        msg = f"{value!r} (tekst / text)"
        raise ValueError(msg)
    return value


def _folder_name(value: object) -> str:
    name = _text(value)
    if name.startswith(".") or any(sign in name for sign in '/\\:*?"<>|@'):
        msg = f"{value!r} (mappenavn / name of a folder)"
        raise ValueError(msg)
    return name


def _zip_name(value: object) -> str:
    name = _folder_name(value)
    if not name.lower().endswith(".zip"):
        msg = f"{value!r} (.zip)"
        raise ValueError(msg)
    return name


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        msg = f"{value!r} (true/false)"
        raise ValueError(msg)  # noqa: TRY004 - told as all other faults of form
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        msg = f"{value!r} (liste / list)"
        raise ValueError(msg)  # noqa: TRY004 - the same
    return tuple(_text(one) for one in value)


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        msg = f"{value!r} (tabel / table)"
        raise ValueError(msg)  # noqa: TRY004 - the same
    return {str(key): one for key, one in value.items()}


def _inputs(value: object) -> dict[str, Given]:
    return {key: _texts(one) if isinstance(one, (list, tuple)) else _text(one) for key, one in _table(value).items()}


def _steps(value: object) -> tuple[object, ...]:
    if not isinstance(value, (list, tuple)) or not value:
        msg = "[[step]]"
        raise ValueError(msg)
    return tuple(value)


def _window(value: object) -> tuple[float, ...]:
    window = window_of(value)
    if window is None:
        msg = f"{value!r} ([vest, syd, øst, nord] / [west, south, east, north])"
        raise ValueError(msg)
    return window


PROJECT: Mapping[str, Callable[[object], Any]] = {
    "title": _text,
    "out": _text,
    "inputs": _inputs,
    "params": _table,
    "step": _steps,
    "package": _table,
}
PACKAGE: Mapping[str, Callable[[object], Any]] = {
    "file": _zip_name,
    "steps": _texts,
    "title": _text,
    "case_number": _text,
    "data_date": _text,
    "licence": _text,
}
STEP: Mapping[str, Callable[[object], Any]] = {
    "tool": _text,
    "name": _folder_name,
    "inputs": _inputs,
    "params": _table,
    "without": _texts,
    "outputs": _texts,
    "map": _flag,
    "figure": _flag,
    "window": _window,
}
