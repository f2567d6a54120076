"""Field forms rendered into QML for QGIS 3.22 and QField: widgets, lists of values, what is required, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from gistools.styles.columns import COLUMNS, column_alias
from gistools.styles.form import Widget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.form import Form, FormField, FormGroup

_NOT_NULL, _EXPRESSION = 1, 4  # bits of a constraint
_HARD = "1"  # a feature that breaks it cannot be kept
_KINDS = {
    Widget.TEXT: "TextEdit",
    Widget.LINES: "TextEdit",
    Widget.NUMBER: "Range",
    Widget.DATE: "DateTime",
    Widget.CHOICE: "ValueMap",
    Widget.HIDDEN: "Hidden",
    Widget.PHOTO: "ExternalResource",
}


def write_form(root: Element, form: Form) -> None:
    """Write a form into a QML document, in the order of QGIS's own files."""
    fields = form.fields()
    setup = SubElement(root, "fieldConfiguration")
    for field in fields:
        named = SubElement(setup, "field", name=field.column, configurationFlags="None")
        widget = SubElement(named, "editWidget", type=_KINDS[field.widget])
        options = SubElement(SubElement(widget, "config"), "Option", type="Map")
        if field.widget is Widget.CHOICE:
            _choices(options, field.column)
        else:
            _options(options, _settings(field))
    aliases = SubElement(root, "aliases")
    defaults = SubElement(root, "defaults")
    constraints = SubElement(root, "constraints")
    expressions = Element("constraintExpressions")
    for field in fields:
        SubElement(aliases, "alias", field=field.column, name=column_alias(field.column), index="-1")
        SubElement(defaults, "default", field=field.column, expression=field.default, applyOnUpdate="0")
        kinds = _NOT_NULL * field.required + _EXPRESSION * bool(field.must)
        SubElement(
            constraints,
            "constraint",
            field=field.column,
            constraints=str(kinds),
            notnull_strength=_HARD if field.required else "0",
            unique_strength="0",
            exp_strength=_HARD if field.must else "0",
        )
        said = field.must_words.da if field.must_words else ""
        SubElement(expressions, "constraint", field=field.column, exp=field.must, desc=said)
    root.append(expressions)
    SubElement(root, "editorlayout").text = "tablayout"
    pages = SubElement(root, "attributeEditorForm")
    for page in form.pages:
        _group(pages, page, box=False)
    editable = SubElement(root, "editable")
    for field in fields:
        SubElement(editable, "field", name=field.column, editable="0" if field.fixed else "1")
    if form.name:
        SubElement(root, "previewExpression").text = form.name


def _settings(field: FormField) -> dict[str, object]:
    if field.widget is Widget.NUMBER:
        numbers = {"Min": field.low, "Max": field.high, "Step": field.step}
        return {"AllowNull": True, **numbers, "Precision": _digits(field.step), "Style": "SpinBox"}
    if field.widget is Widget.DATE:
        shown = {"display_format": "dd-MM-yyyy", "field_format": "yyyy-MM-dd", "field_iso_format": False}
        return {"allow_null": True, "calendar_popup": True, **shown}
    if field.widget is Widget.PHOTO:  # a path relative to the project, shown as a picture
        viewer = {"DocumentViewer": 1, "DocumentViewerHeight": 0, "DocumentViewerWidth": 0}
        return {"FileWidget": True, "FileWidgetButton": True, "RelativeStorage": 1, "StorageMode": 0, **viewer}
    return {"IsMultiline": field.widget is Widget.LINES, "UseHtml": False} if field.widget is not Widget.HIDDEN else {}


def _digits(step: float) -> int:
    """Return how many decimals a step of a number has.

    >>> _digits(1.0), _digits(0.5), _digits(0.01)
    (0, 1, 2)
    """
    return len(f"{step:g}".partition(".")[2])


def _options(parent: Element, settings: Mapping[str, object]) -> None:
    for name, value in settings.items():
        kind = {bool: "bool", int: "int", float: "double"}.get(type(value), "QString")
        text = str(value).lower() if isinstance(value, bool) else str(value)
        SubElement(parent, "Option", type=kind, name=name, value=text)


def _choices(parent: Element, column: str) -> None:
    listed = SubElement(parent, "Option", type="List", name="map")
    for code, said in COLUMNS[column].codes.items():
        entry = SubElement(listed, "Option", type="Map")
        SubElement(entry, "Option", type="QString", name=said.da, value=str(code))


def _group(parent: Element, group: FormGroup, *, box: bool) -> None:
    made = SubElement(
        parent,
        "attributeEditorContainer",
        name=group.label.da,
        groupBox="1" if box else "0",
        showLabel="1",
        columnCount="1",
        visibilityExpressionEnabled="1" if group.visible else "0",
        visibilityExpression=group.visible,
    )
    for field in group.fields:
        if field.widget is not Widget.HIDDEN:
            SubElement(made, "attributeEditorField", name=field.column, index="-1", showLabel="1")
    for inner in group.groups:
        _group(made, inner, box=True)
