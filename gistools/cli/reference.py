"""The reference of all tools, and the rows of the glossary, rendered from what is declared.

``python -m gistools.cli.reference`` writes ``docs/tools.md`` and the last part of ``GLOSSARY.md``; a test proves both
true.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gistools.catalogue import TOOLS
from gistools.tool import Kind, param_specs, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gistools.tool import Input, Output, ParamSpec, Tool

_ENDINGS = {
    Kind.BUNDLE: " (.zip)",
    Kind.GRAPH: " (.png, .svg, .pdf)",
    Kind.DOCUMENT: " (.pdf, .docx, .xlsx)",
    Kind.GUIDE: " (.html, .gpx)",
    Kind.TEMPLATE: " (.docx)",
}
MARK = "<!-- rendered from the declarations: edit those, then `make docs` -->"


def tools_page(tools: Sequence[Tool] = TOOLS) -> str:
    """Return the reference of the tools as Markdown, Danish first and English beside it.

    Inputs and parameters that all tools on terrain declare alike stand once, before the tools.

    >>> tools_page().splitlines()[0]
    '# Værktøjer | Tools'
    """
    lines = ["# Værktøjer | Tools", "", MARK]
    inputs, params = _shared(tools)
    if inputs or params:
        lines += ["", "## Fælles for værktøjer på en højdemodel | Shared by the tools on an elevation model"]
        lines += _table(("input", "", ""), map(_input_row, inputs))
        lines += _table(("parameter", "default", "range", "", ""), map(_param_row, params))
    for tool in tools:
        lines += [
            "",
            f"## `{tool.id}`: {tool.title.da} | {tool.title.en}",
            "",
            tool.summary.da,
            "",
            f"*{tool.summary.en}*",
        ]
        shares = _on_terrain(tool)
        own_inputs = [one for one in tool.inputs if not (shares and one in inputs)]
        own_params = [spec for spec in param_specs(tool.params) if not (shares and spec in params)]
        if (inputs or params) and not (own_inputs or own_params):
            lines += ["", "Kun de fælles input og parametre.", "", "*Only the shared inputs and parameters.*"]
        lines += _table(("input", "", ""), map(_input_row, own_inputs))
        lines += _table(("parameter", "default", "range", "", ""), map(_param_row, own_params))
        lines += _table(("output", "", "", ""), map(_output_row, tool.outputs))
    return "\n".join(lines) + "\n"


def _shared(tools: Sequence[Tool]) -> tuple[list[Input], list[ParamSpec]]:
    """Return the inputs and parameters that every one of several tools on terrain declares alike.

    An input that all of them have and most declare alike is shared too; a tool that says more of it lists its own.
    """
    tools = [tool for tool in tools if _on_terrain(tool)]
    if len(tools) < 2:  # noqa: PLR2004 - one tool shares nothing
        return [], []
    first, *others = tools
    named = [one.name for one in first.inputs if all(one.name in _names(tool) for tool in others)]
    declared = [next(one for one in tool.inputs if one.name == name) for name in named for tool in tools]
    inputs = [one for one in dict.fromkeys(declared) if 2 * declared.count(one) > len(tools)]
    rest = [param_specs(tool.params) for tool in others]
    return inputs, [spec for spec in param_specs(first.params) if all(spec in specs for specs in rest)]


def _names(tool: Tool) -> set[str]:
    return {one.name for one in tool.inputs}


def _on_terrain(tool: Tool) -> bool:
    return any(one.elevation and one.required for one in tool.inputs)


def _table(heads: Sequence[str], rows: Iterable[str]) -> list[str]:
    """Return a Markdown table after an empty line; nothing when it has no rows."""
    body = list(rows)
    if not body:
        return []
    return ["", _row(*heads), "|" + "---|" * len(heads), *body]


def _row(*cells: str) -> str:
    """Return a row; a bar inside a cell is written so that it does not end the cell."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _input_row(one: Input) -> str:
    need = "" if one.required else " (valgfri / optional)"
    need += f" ({one.several.da} / {one.several.en})" if one.several is not None else ""
    return _row(f"`{one.name}`{need}", f"{one.label.da}: {one.help.da}", f"{one.label.en}: {one.help.en}")


def _output_row(one: Output) -> str:
    unit = f" ({one.unit})" if one.unit else ""
    asked = "" if one.default else " (kun når den ønskes / only when asked for)"
    asked += f" (når `{one.needs}` er givet / when `{one.needs}` is given)" if one.needs else ""
    da, en = f"{one.label.da}: {one.help.da}", f"{one.label.en}: {one.help.en}"
    kind = one.kind.value + _ENDINGS.get(one.kind, "")
    return _row(f"`{one.name}`{asked}", f"{kind}{unit}", da, en)


def _default(spec: ParamSpec) -> str:
    if spec.required:
        return "skal angives / required"
    value = plain(spec.default)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "ja / yes" if value else "nej / no"
    return f"`{value}`"


def _param_row(spec: ParamSpec) -> str:
    unit = f" {spec.unit}" if spec.unit else ""
    if spec.choices:
        span = "<br>".join(f"`{value}`: {label.da} / {label.en}" for value, label in spec.choices)
    else:
        span = _span(spec) + unit if spec.minimum is not None or spec.maximum is not None else spec.unit
    da, en = f"{spec.label.da}: {spec.help.da}", f"{spec.label.en}: {spec.help.en}"
    return _row(f"`{spec.name}`", _default(spec), span, da, en)


def _span(spec: ParamSpec) -> str:
    """Return the range of a number; an open end is said in signs."""
    if spec.maximum is None:
        return f"≥ {spec.minimum:g}"
    if spec.minimum is None:
        return f"≤ {spec.maximum:g}"
    return f"{spec.minimum:g}–{spec.maximum:g}"


def glossary_rows(tools: Sequence[Tool] = TOOLS) -> list[str]:
    """Return a row of the glossary for each column, parameter, input and output, sorted by name.

    Each with the unit of the numbers in files and on the command line, and the unit that maps show them in.
    """
    from gistools.styles import COLUMNS  # noqa: PLC0415 - only where the glossary is made

    rows = {name: (each.label.da, each.label.en, each.stored_unit, each.unit) for name, each in COLUMNS.items()}
    for tool in tools:
        rows |= {s.name: (s.label.da, s.label.en, s.unit, s.unit) for s in param_specs(tool.params)}
        rows |= {one.name: (one.label.da, one.label.en, one.unit, one.unit) for one in tool.inputs}
        rows |= {one.name: (one.label.da, one.label.en, one.unit, _drawn_unit(one)) for one in tool.outputs}
    return [_row(f"`{name}`", *cells) for name, cells in sorted(rows.items())]


def _drawn_unit(output: Output) -> str:
    """Return the unit that maps show an output in."""
    from gistools.styles import STYLES, RasterStyle  # noqa: PLC0415 - beside the columns

    style = STYLES.get(output.style)
    return style.unit if isinstance(style, RasterStyle) else output.unit


def glossary(text: str) -> str:
    """Return the glossary with its last part rendered anew."""
    head = text.partition(MARK)[0].rstrip()
    table = _table(("name", "Danish", "English", "unit stored", "unit shown"), glossary_rows())
    return f"{head}\n\n{MARK}\n" + "\n".join(table) + "\n"


def main(root: Path = Path()) -> None:
    """Write both files into a checkout."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs" / "tools.md").write_text(tools_page(), encoding="utf-8")
    words = root / "GLOSSARY.md"
    words.write_text(glossary(words.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
