"""The page of contents of a built project: what was made, in which order, and what to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

import jinja2
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.text import Text

__all__ = ["ContentsFile", "ContentsStep", "contents_page"]


@dataclass(frozen=True)
class ContentsFile:
    """A file: where it lies from the page, what it is called, and what it holds."""

    path: str
    label: Text
    help: Text


@dataclass(frozen=True)
class ContentsStep:
    """A step: the title of its tool, its files, maps and figures, what to know of it, and when it ran.

    ``documents`` are those of its files that people read first, such as sheets for the council.
    """

    title: Text
    files: tuple[ContentsFile, ...]
    pictures: tuple[str, ...]
    notes: tuple[Text, ...]
    created: str
    documents: tuple[ContentsFile, ...] = ()


def contents_page(title: str, steps: Sequence[ContentsStep], stamps: Sequence[Text]) -> str:
    """Return the page (indholdsside) as HTML that needs nothing from elsewhere and escapes every text.

    >>> from gistools.text import Text
    >>> file = ContentsFile("flood/depth.tif", Text("Vanddybde", "Water depth"), Text("Dybden.", "The depth."))
    >>> step = ContentsStep(Text("Oversvømmelse", "Flood"), (file,), (), (), "2026-01-02T03:04:05+00:00")
    >>> page = contents_page("Plan for <byen>", [step], [])
    >>> "Plan for &lt;byen&gt;" in page and 'href="flood/depth.tif"' in page
    True
    """
    return _template().render(title=title, steps=steps, stamps=stamps, style=Markup(_asset("flood_report.css")))  # noqa: S704 - a file of the program


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["link"] = quote
    return environment.from_string(_asset("contents.html"))


@cache
def _asset(name: str) -> str:
    return (files("gistools.view") / "assets" / name).read_text(encoding="utf-8")
