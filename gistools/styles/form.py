"""Field forms (feltskemaer) as data: what is asked of each feature, how, and what must be answered.

A layer carries its form in ``attrs["form"]``; `gistools.styles.qml_for` writes it into the style file, so that QGIS and
QField ask by it. Labels, units and lists of values are those of `gistools.styles.COLUMNS`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gistools.text import Text

FORM = "form"  # of ``attrs``


class Widget(enum.StrEnum):
    """How a field is asked for."""

    TEXT = "text"
    LINES = "lines"  # text of several lines
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"  # one of the codes of the column
    HIDDEN = "hidden"
    PHOTO = "photo"  # a picture that is taken on the spot, kept beside the project


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form.

    Parameters
    ----------
    column:
        Of the layer; one of `gistools.styles.COLUMNS`.
    widget:
        How it is asked for.
    required:
        Whether it must be answered before the form can be kept.
    fixed:
        Whether it is shown but cannot be changed.
    low, high, step:
        Of a number.
    default:
        An expression of QGIS for new features; empty for none.
    must:
        An expression of QGIS that must hold; empty for none.
    must_words:
        What is said when it does not.
    """

    column: str
    widget: Widget = Widget.TEXT
    required: bool = False
    fixed: bool = False
    low: float = 0.0
    high: float = 1_000_000.0
    step: float = 1.0
    default: str = ""
    must: str = ""
    must_words: Text | None = None


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Fields that are shown together, as a page or within one.

    Parameters
    ----------
    label:
        Heading.
    fields:
        What is asked.
    visible:
        An expression of QGIS: where it does not hold the group is not shown; empty for always.
    groups:
        Groups within.
    """

    label: Text
    fields: tuple[FormField, ...] = ()
    visible: str = ""
    groups: tuple[FormGroup, ...] = ()

    def all_fields(self) -> tuple[FormField, ...]:
        """Return its fields and those of the groups within, in order."""
        return (*self.fields, *(field for group in self.groups for field in group.all_fields()))


@dataclass(frozen=True, slots=True)
class Form:
    """A field form: its pages, and the expression of QGIS that names a feature in lists."""

    pages: tuple[FormGroup, ...]
    name: str = ""

    def fields(self) -> tuple[FormField, ...]:
        """Return all fields, in order."""
        return tuple(field for page in self.pages for field in page.all_fields())
