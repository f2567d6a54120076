"""Surfaces (overflader) of paths: the classes that the table knows, and how even and firm each is."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


@functools.cache
def _classes() -> tuple[Mapping[str, str], Mapping[str, tuple[float, float]], Mapping[str, Text]]:
    frame = load_table("path_surfaces").frame
    words: dict[str, str] = {}
    ranks, names = {}, {}
    for row in frame.to_dict("records"):
        name = str(row["surface"])
        said = (name, str(row["name_da"]), str(row["name_en"]), *str(row["words"]).split(";"))
        words |= {one.strip().casefold(): name for one in said if one.strip()}
        ranks[name] = (float(row["rank_low"]), float(row["rank_high"]))
        names[name] = Text(str(row["name_da"]), str(row["name_en"]))
    return words, ranks, names


def surface_class(said: object) -> str:
    """Return the class of a surface by its id or a word of the table; empty for a word that is none of them.

    >>> surface_class("Asfalt"), surface_class("chaussésten"), surface_class("ukendt")
    ('asphalt', 'setts', '')
    """
    return _classes()[0].get(str(said).strip().casefold(), "")


def surface_ranks(said: str) -> tuple[float, float]:
    """Return the best and the worst rank (1 is even and firm, 6 is loose) that a surface may have.

    A word that tells little has a wide range, and one that is none of the table the whole of it.

    >>> surface_ranks("asfalt"), surface_ranks("gravel"), surface_ranks("?")
    ((1.0, 1.0), (3.0, 4.0), (1.0, 6.0))
    """
    return _classes()[1].get(surface_class(said), (1.0, 6.0))


def surface_name(said: str) -> Text:
    """Return what a surface is called; the word itself for one that is not known.

    >>> surface_name("setts").da, surface_name("marmor").da
    ('chaussésten', 'marmor')
    """
    return _classes()[2].get(surface_class(said), Text(said, said))
