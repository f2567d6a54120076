"""The reference of all tools, and the rows of the glossary, rendered from what is declared.

``python -m gistools.cli.reference`` writes ``docs/tools.md`` and the last part of ``GLOSSARY.md``; a test proves both
true.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gistools.catalogue import TOOLS
from gistools.tool import param_specs, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gistools.tool import Input, Output, ParamSpec, Tool

MARK = "<!-- rendered from the declarations: edit those, then `make docs` -->"


def tools_page(tools: Sequence[Tool] = TOOLS) -> str:
    """Return the reference of the tools as Markdown, Danish first and English beside it.

    >>> tools_page().splitlines()[0]
    '# Værktøjer | Tools'
    """
    lines = ["# Værktøjer | Tools", "", MARK]
    for tool in tools:
        lines += [
            "",
            f"## `{tool.id}`: {tool.title.da} | {tool.title.en}",
            "",
            tool.summary.da,
            "",
            f"*{tool.summary.en}*",
        ]
        lines += ["", "| input | | |", "|---|---|---|", *map(_input_row, tool.inputs)]
        lines += ["", "| parameter | default | range | | |", "|---|---|---|---|---|"]
        lines += [_param_row(spec) for spec in param_specs(tool.params)]
        lines += ["", "| output | | | |", "|---|---|---|---|", *map(_output_row, tool.outputs)]
    return "\n".join(lines) + "\n"


def _input_row(one: Input) -> str:
    need = "" if one.required else " (valgfri | optional)"
    return f"| `{one.name}`{need} | {one.label.da}: {one.help.da} | {one.label.en}: {one.help.en} |"


def _output_row(one: Output) -> str:
    unit = f" ({one.unit})" if one.unit else ""
    asked = "" if one.default else " (kun når den ønskes | only when asked for)"
    said = f"{one.label.da}: {one.help.da} | {one.label.en}: {one.help.en}"
    return f"| `{one.name}`{asked} | {one.kind.value}{unit} | {said} |"


def _param_row(spec: ParamSpec) -> str:
    default = "skal angives | required" if spec.required else f"`{plain(spec.default)}`"
    unit = f" {spec.unit}" if spec.unit else ""
    if spec.choices:
        span = "<br>".join(f"`{value}`: {label.da} \\| {label.en}" for value, label in spec.choices)
    else:
        low = "" if spec.minimum is None else f"{spec.minimum:g}"
        high = "" if spec.maximum is None else f"{spec.maximum:g}"
        span = f"{low}–{high}{unit}" if low or high else unit.strip()
    return f"| `{spec.name}` | {default} | {span} | {spec.label.da}: {spec.help.da} | {spec.label.en}: {spec.help.en} |"


def glossary_rows(tools: Sequence[Tool] = TOOLS) -> list[str]:
    """Return a row of the glossary for each column, parameter, input and output, sorted by name."""
    from gistools.styles import COLUMNS  # noqa: PLC0415 - only where the glossary is made

    rows = {name: (column.label.da, column.label.en, column.unit) for name, column in COLUMNS.items()}
    for tool in tools:
        rows |= {s.name: (s.label.da, s.label.en, s.unit) for s in param_specs(tool.params)}
        rows |= {one.name: (one.label.da, one.label.en, one.unit) for one in _ends(tool)}
    return [f"| `{name}` | {da} | {en} | {unit} |" for name, (da, en, unit) in sorted(rows.items())]


def _ends(tool: Tool) -> Iterator[Input | Output]:
    yield from tool.inputs
    yield from tool.outputs


def glossary(text: str) -> str:
    """Return the glossary with its last part rendered anew."""
    head = text.partition(MARK)[0].rstrip()
    table = ["| name | Danish | English | unit shown |", "|---|---|---|---|", *glossary_rows()]
    return f"{head}\n\n{MARK}\n\n" + "\n".join(table) + "\n"


def main(root: Path = Path()) -> None:
    """Write both files into a checkout."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs" / "tools.md").write_text(tools_page(), encoding="utf-8")
    words = root / "GLOSSARY.md"
    words.write_text(glossary(words.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
