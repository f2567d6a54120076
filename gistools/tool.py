"""What a tool is: one function, its frozen parameters, its declared inputs and outputs.

A fact about a parameter (name, unit, range, choices, default, label and help in both languages) is written once, as
metadata of a dataclass field made by `param`. The command line, the QGIS dialog, the catalogue, the documentation and
the provenance record are rendered from it.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True, kw_only=True)
... class RainParams(Params):
...     rain_mm: float = param(100.0, unit="mm", minimum=0.0,
...         label=Text("Regn", "Rain"), help=Text("Regndybde i alt.", "Rain depth in all."))
>>> RainParams(rain_mm=-1.0)  # doctest: +ELLIPSIS
Traceback (most recent call last):
    ...
gistools.errors.ParamError: [GT110] Fundet: rain_mm = -1.0 (mindst 0.0 mm). Forventet: gyldige parametre til ...
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import importlib
import math
import types
import typing
from dataclasses import MISSING, dataclass
from typing import Any, Protocol, Self, TypeVar

from gistools.errors import ParamError
from gistools.text import Text, unknown_name

if typing.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
F = TypeVar("F", bound="Callable[..., Any]")
P = TypeVar("P", bound="Params")

_SPEC = "gistools"

SEVERAL = Text("flere filer, i rækkefølge", "several files, in order")
"""Said of an input that is `Input.many`."""

OF_A_FOLDER = Text("flere filer eller en mappe", "several files or a folder")
"""Said of an input that is a register."""


class Kind(enum.StrEnum):
    """What travels into and out of a tool."""

    RASTER = "raster"
    LAYER = "layer"
    TABLE = "table"
    SURFACE = "surface"  # an input alone: a raster of heights or a file of triangles
    REGISTER = "register"  # an input alone: files or folders with an extract of a register, read as one
    STORE = "store"  # an input alone: a working store of planned changes, read without holding it
    SCALAR = "scalar"
    GRAPH = "graph"  # an output alone: a `gistools.graph.Graph`, drawn as PNG, SVG or PDF
    BUNDLE = "bundle"  # an output alone: one zip, written by gistools.io.write_bundle
    DOCUMENT = "document"  # an output alone: a `gistools.document.Document` or a letter, written as PDF, Word or xlsx
    GUIDE = "guide"  # an output alone: a way to go, written as a page for phones or as a track
    TEMPLATE = "template"  # a Word file: a template as an input, one that a letter is filled into as an output


class Geometry(enum.StrEnum):
    """The shape of a layer's features."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class ParamSpec:
    """All that is known of one parameter, read from the dataclass that declares it."""

    name: str
    type: str  # "float" | "int" | "bool" | "str" | "choice"
    default: object  # MISSING when the user must give it
    label: Text
    help: Text
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    optional: bool = False
    advanced: bool = False

    @property
    def required(self) -> bool:
        """Whether the user must give a value."""
        return self.default is MISSING

    def to_dict(self) -> dict[str, object]:
        """Return the parameter as plain data for the catalogue."""
        return {
            "name": self.name,
            "type": self.type,
            "required": self.required,
            "default": None if self.required else plain(self.default),
            "label": self.label.to_dict(),
            "help": self.help.to_dict(),
            "unit": self.unit,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "choices": [{"value": value, "label": label.to_dict()} for value, label in self.choices],
            "optional": self.optional,
            "advanced": self.advanced,
        }


def param(
    default: Any = MISSING,  # noqa: ANN401 - the field's own annotation gives the type, as with dataclasses.field
    *,
    label: Text,
    help: Text,  # noqa: A002 - the word every command line uses
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    choices: Mapping[Any, Text] | None = None,
    advanced: bool = False,
) -> Any:  # noqa: ANN401 - see default
    """Declare one parameter of a `Params` dataclass.

    Parameters
    ----------
    default:
        The value when the user gives none; leave out when there is no honest default.
    label, help:
        A few words, and a full sentence, in both languages.
    unit:
        As shown to the user, such as ``mm`` or ``m²``; empty for plain numbers and texts.
    minimum, maximum:
        The closed range of a number.
    choices:
        For an enumeration: each member with its label.
    advanced:
        Shown folded away at first.
    """
    spec = {
        "label": label,
        "help": help,
        "unit": unit,
        "minimum": minimum,
        "maximum": maximum,
        "choices": dict(choices or {}),
        "advanced": advanced,
    }
    return dataclasses.field(default=default, kw_only=True, metadata={_SPEC: spec})


class Params:
    """Base of every parameter dataclass: checks its values, and converts to and from plain data."""

    def __post_init__(self) -> None:
        """Convert the names of choices to members and check every value; raise one error that lists all faults."""
        faults: list[Text] = []
        for spec in param_specs(type(self)):
            try:
                value = _convert(spec, _annotation(type(self), spec.name), getattr(self, spec.name))
            except _Fault as error:
                faults.append(error.text)
            else:
                object.__setattr__(self, spec.name, value)
        if faults:
            raise _param_error(type(self), faults)

    @classmethod
    def from_mapping(cls, values: Mapping[str, object]) -> Self:
        """Build the parameters from plain data (JSON, TOML, a command line); unknown names are errors."""
        specs = {spec.name: spec for spec in param_specs(cls)}
        faults = [unknown_name(name, specs) for name in values if name not in specs]
        for spec in specs.values():
            if spec.name in values:
                try:
                    _convert(spec, _annotation(cls, spec.name), values[spec.name])
                except _Fault as error:
                    faults.append(error.text)
            elif spec.required:
                faults.append(
                    Text(f"{spec.name} mangler ({spec.label.da})", f"{spec.name} is missing ({spec.label.en})")
                )
        if faults:
            raise _param_error(cls, faults)
        return cls(**values)

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:  # noqa: ARG002 - for classes that know some
        """Return what does not go together in these parameters and the inputs ``given``, to be told before work."""
        return ()

    def to_mapping(self) -> dict[str, object]:
        """Return the parameters as plain data, in the order declared."""
        return {spec.name: plain(getattr(self, spec.name)) for spec in param_specs(type(self))}


def param_specs(cls: type[Params]) -> tuple[ParamSpec, ...]:
    """Return what is declared of each parameter of ``cls``, in the order declared."""
    return _param_specs(cls)  # type: ignore[arg-type]  # a class is hashable; its instances' __hash__ is not meant


def part_of(params: Params, kind: type[P]) -> P:
    """Return the part of a tool's parameters that another class declares.

    >>> from gistools.cloudburst.params import FloodParams, LossParams
    >>> part_of(FloodParams(rain_mm=30.0), LossParams) == LossParams()
    True
    """
    return kind(**{spec.name: getattr(params, spec.name) for spec in param_specs(kind)})


@functools.cache
def _param_specs(cls: Any) -> tuple[ParamSpec, ...]:  # noqa: ANN401 - see the call
    specs = []
    for field in dataclasses.fields(cls):
        declared = field.metadata.get(_SPEC)
        if declared is None:
            msg = f"{cls.__name__}.{field.name} is not declared with param()"
            raise TypeError(msg)
        kind, optional = _type_name(_annotation(cls, field.name))
        choices = tuple((str(member.value), label) for member, label in declared["choices"].items())
        specs.append(
            ParamSpec(
                name=field.name,
                type=kind,
                default=field.default,
                label=declared["label"],
                help=declared["help"],
                unit=declared["unit"],
                minimum=declared["minimum"],
                maximum=declared["maximum"],
                choices=choices,
                optional=optional,
                advanced=declared["advanced"],
            )
        )
    return tuple(specs)


def _annotation(cls: type, name: str) -> Any:  # noqa: ANN401 - a type or a union
    return _hints(cls)[name]


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _split_optional(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        rest = [a for a in typing.get_args(annotation) if a is not type(None)]
        return rest[0], True
    return annotation, False


def _type_name(annotation: Any) -> tuple[str, bool]:  # noqa: ANN401
    base, optional = _split_optional(annotation)
    if isinstance(base, type) and issubclass(base, enum.Enum):
        return "choice", optional
    names = {float: "float", int: "int", bool: "bool", str: "str"}
    if base not in names:
        msg = f"a parameter is a float, int, bool, str or enumeration, not {base!r}"
        raise TypeError(msg)
    return names[base], optional


class _Fault(Exception):  # noqa: N818 - collected into one ParamError, never seen outside
    """One parameter's fault."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


def _convert(spec: ParamSpec, annotation: Any, value: object) -> object:  # noqa: ANN401
    """Return ``value`` in the declared type; raise _Fault(Text) when it is none of it."""
    if value is None and spec.optional:
        return None
    base, _ = _split_optional(annotation)
    if spec.type == "choice":
        try:
            return base(value)
        except ValueError:
            allowed = ", ".join(v for v, _ in spec.choices)
            raise _Fault(
                Text(f"{spec.name} = {value!r} (én af: {allowed})", f"{spec.name} = {value!r} (one of: {allowed})")
            ) from None
    if spec.type in {"float", "int"}:
        return _number(spec, base, value)
    if not isinstance(value, base):
        raise _Fault(Text(f"{spec.name} = {value!r} (ikke {spec.type})", f"{spec.name} = {value!r} (not {spec.type})"))
    return value


def _number(spec: ParamSpec, base: type, value: object) -> float:
    number: float
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _Fault(Text(f"{spec.name} = {value!r} (ikke et tal)", f"{spec.name} = {value!r} (not a number)"))
    if not math.isfinite(value) or (base is int and value != int(value)):
        raise _Fault(
            Text(f"{spec.name} = {value!r} (ikke et gyldigt tal)", f"{spec.name} = {value!r} (not a usable number)")
        )
    number = base(value)
    if spec.minimum is not None and number < spec.minimum:
        raise _Fault(
            Text(
                f"{spec.name} = {number} (mindst {spec.minimum} {spec.unit})".replace(" )", ")"),
                f"{spec.name} = {number} (at least {spec.minimum} {spec.unit})".replace(" )", ")"),
            )
        )
    if spec.maximum is not None and number > spec.maximum:
        raise _Fault(
            Text(
                f"{spec.name} = {number} (højst {spec.maximum} {spec.unit})".replace(" )", ")"),
                f"{spec.name} = {number} (at most {spec.maximum} {spec.unit})".replace(" )", ")"),
            )
        )
    return number


def _param_error(cls: type, faults: list[Text]) -> ParamError:
    return ParamError(
        Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
        Text(f"gyldige parametre til {cls.__name__}", f"valid parameters for {cls.__name__}"),
        Text("ret de nævnte værdier", "correct the values named"),
    )


def plain(value: object) -> object:
    """Return ``value`` as JSON can hold it (an enumeration member becomes its value)."""
    return value.value if isinstance(value, enum.Enum) else value


@dataclass(frozen=True, slots=True)
class Input:
    """A declared input of a tool: a keyword of its function, and a file or value for the runner.

    Raises
    ------
    TypeError
        When ``many`` is declared of anything but a raster that is no elevation, or a bundle as an input.

    >>> maps = Input("depths", Kind.RASTER, Text("Dybder", "Depths"), Text("Kort.", "Maps."), unit="m", many=True)
    >>> maps.takes_many
    True
    """

    name: str
    kind: Kind
    label: Text
    help: Text
    required: bool = True
    unit: str = ""
    geometry: Geometry = Geometry.ANY
    elevation: bool = False  # read by the rules for elevation: many tiles allowed, unit m, CRS of the whole run
    columns: tuple[str, ...] = ()  # that a layer or table must have
    infinite: bool = False  # a raster in which +inf means something, such as "no rain does"
    many: bool = False  # several rasters in the order given, such as a map for each return period: a tuple
    beneath: str = ""  # the style in which pictures draw it under the outputs, to find one's way by

    def __post_init__(self) -> None:
        """Refuse a declaration that no reader could keep."""
        if self.many and (self.kind is not Kind.RASTER or self.elevation):
            msg = f"{self.name}: many is for rasters other than the elevation"
            raise TypeError(msg)
        if self.kind in {Kind.BUNDLE, Kind.GRAPH, Kind.DOCUMENT, Kind.GUIDE}:
            msg = f"{self.name}: a {self.kind} is an output alone"
            raise TypeError(msg)

    @property
    def takes_many(self) -> bool:
        """Whether it may be given as several files: tiles, or files of a register, in any order; ``many`` in order."""
        return self.elevation or self.many or self.kind is Kind.REGISTER

    @property
    def several(self) -> Text | None:
        """What is said of how it may be given besides as one file; None of an input that may not, and of elevation."""
        if self.kind is Kind.REGISTER:
            return OF_A_FOLDER
        return SEVERAL if self.many else None

    def to_dict(self) -> dict[str, object]:
        """Return the input as plain data for the catalogue."""
        return {
            "name": self.name,
            "kind": self.kind.value,
            "label": self.label.to_dict(),
            "help": self.help.to_dict(),
            "required": self.required,
            "unit": self.unit,
            "geometry": self.geometry.value,
            "elevation": self.elevation,
            "columns": list(self.columns),
            "infinite": self.infinite,
            "many": self.many,
        }


@dataclass(frozen=True, slots=True)
class Output:
    """A declared output of a tool: a key of what its function returns, and a file or value for the runner."""

    name: str
    kind: Kind
    label: Text
    help: Text
    unit: str = ""
    geometry: Geometry = Geometry.ANY
    style: str = ""  # the name of a style in gistools.styles
    default: bool = True  # written without being asked for
    needs: str = ""  # the parameter or input without which it cannot be made
    own_name: bool = False  # pictures show the name that the value bears, which tells more than the label
    ending: str = ""  # of its usual name, where its kind has several; the first of them when empty

    def to_dict(self) -> dict[str, object]:
        """Return the output as plain data for the catalogue."""
        return {
            "name": self.name,
            "kind": self.kind.value,
            "label": self.label.to_dict(),
            "help": self.help.to_dict(),
            "unit": self.unit,
            "geometry": self.geometry.value,
            "style": self.style,
            "default": self.default,
            "needs": self.needs,
            "ending": self.ending,
        }


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: a function, its parameters, its inputs and outputs, and its name in both languages.

    The function is named as ``"module:function"`` so that listing tools loads no numeric library. It is called as
    ``function(**inputs, params=..., steps=..., wanted=..., progress=...)`` with one keyword for each declared input
    (None for one not given; a tuple of rasters for one that is `Input.many`, also of a single file) and returns a
    mapping from the name of each output in ``wanted`` to its value: a `gistools.raster.Raster`, a GeoDataFrame, a
    DataFrame, a number or text, a `gistools.document.Document`, a `gistools.letter.Letter` or `LetterInTemplate`, or
    what `gistools.io.write_bundle` writes as one zip. A bundle may also be a function of the record of the run
    (`gistools.io.Provenance`), called when all inputs are hashed. A `Made` carries notes besides: they are told to the
    user and stand in the provenance of every output.
    """

    id: str
    title: Text
    summary: Text
    group: Text
    function: str
    params: type[Params]
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    limits: Text | None = None  # what its pictures do not show, in place of what is said of water

    def load(self) -> Callable[..., Mapping[str, object]]:
        """Import and return the function."""
        module, _, name = self.function.partition(":")
        function: Callable[..., Mapping[str, object]] = getattr(importlib.import_module(module), name)
        return function

    def to_dict(self) -> dict[str, object]:
        """Return the tool as plain data for the catalogue."""
        return {
            "id": self.id,
            "title": self.title.to_dict(),
            "summary": self.summary.to_dict(),
            "group": self.group.to_dict(),
            "params": [spec.to_dict() for spec in param_specs(self.params)],
            "inputs": [i.to_dict() for i in self.inputs],
            "outputs": [o.to_dict() for o in self.outputs],
        }


class Made(dict[str, object]):
    """What a tool made: a value for each output, and what the user should know of them.

    >>> Made({"depth": 1}, notes=(Text("12 celler er hav", "12 cells are sea"),)).notes[0].en
    '12 cells are sea'
    """

    def __init__(self, values: Mapping[str, object], notes: tuple[Text, ...] = ()) -> None:
        super().__init__(values)
        self.notes = notes


class Steps(Protocol):
    """Runs the library steps that a tool composes, and may remember their results between tools.

    ``steps(function, *values, progress=...)`` returns ``function(*values, progress=...)``. A function marked with
    `step` may be answered from memory or disk when it was called before with values of equal content.
    """

    def __call__(self, function: Callable[..., T], *values: object, progress: Any) -> T:  # noqa: ANN401
        """Return ``function(*values, progress=progress)``."""


def run_steps(function: Callable[..., T], *values: object, progress: Any) -> T:  # noqa: ANN401
    """Call the step and remember nothing: the `Steps` of plain Python use."""
    return function(*values, progress=progress)


def step(version: int) -> Callable[[F], F]:
    """Mark a function as a step whose result depends on nothing but its values.

    Raise ``version`` whenever the result for the same values changes; remembered results of older versions are then
    not used.
    """

    def mark(function: F) -> F:
        function.__gistools_step__ = version  # type: ignore[attr-defined]
        return function

    return mark
