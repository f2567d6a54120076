"""Reading the columns of layers of paths and roads (felter): what is known of each line, in the words of the network.

What is not written down, and words that are not known, stay unknown; unknown words are told.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import cell_text
from gistools.errors import LayerError
from gistools.pathnet.attribute_words import (
    CLOSED_AT,
    FEATURES,
    LEVEL_KNOWN,
    LEVELS,
    NODE_COLUMNS,
    NOTHING,
    NUMBER_WORDS,
    NUMBERS,
    ROUNDABOUT,
    SIGNED,
    SURFACES,
    TEXTS,
    WORDS,
)
from gistools.pathnet.network import COLUMNS, NO, UNKNOWN, YES
from gistools.pathnet.surfaces import surface_class
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.attribute_words import Source

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

OWN: Mapping[str, object] = {"restricted": UNKNOWN, "wheelchair": UNKNOWN, "incline_permille": np.nan}
"""Columns of edges beside `COLUMNS`, each with what it is when nothing is known."""

BY_INPUT = {"paths": "path", "roads": "road"}
"""What lines are when no column tells: the input that they were given as does."""

_NUMBER = re.compile(r"^(-?\d+(?:[.,]\d+)?)\s*(?:m|cm|%|‰|km/t|km/h|kmh|meter)?$")
_LEVEL = re.compile(r"^[+-]?\d{1,2}(?:[.,]0+)?$")
_SHOWN = 6


class _Columns:
    """The columns of a layer by lower-case name, and the unknown words met in them."""

    def __init__(self, layer: gpd.GeoDataFrame) -> None:
        self.layer = layer
        self.by_name = {str(name).casefold(): name for name in layer.columns if name != layer.geometry.name}
        self.strange: dict[str, Counter[str]] = {}

    def codes(self, name: str) -> tuple[npt.NDArray[np.int64], list[str]] | None:
        """Return the place of each cell among the different texts of a column; None when it is not there."""
        found = self.by_name.get(name)
        if found is None:
            return None
        code, values = pd.factorize(self.layer[found], use_na_sentinel=True)
        texts = [*(cell_text(value) for value in values.tolist()), ""]  # -1, a missing cell, is the last
        return code.astype(np.int64), texts

    def note(self, name: str, code: npt.NDArray[np.int64], texts: Sequence[str], bad: Sequence[int]) -> None:
        """Keep which words of a column were not known, and how often they stand."""
        if bad:
            counts = np.bincount(code[code >= 0], minlength=len(texts))
            self.strange.setdefault(name, Counter()).update({texts[k]: int(counts[k]) for k in bad})


def read_attributes(layer: gpd.GeoDataFrame, source: str) -> tuple[dict[str, npt.NDArray[Any]], tuple[Text, ...]]:
    """Return what a layer tells of each line, by name of `COLUMNS`, `OWN` and ``level_known``, and what to tell.

    Parameters
    ----------
    layer:
        k rows, whatever their columns are called: see `gistools.pathnet.attribute_words`.
    source:
        Name of the input; ``paths`` and ``roads`` tell what lines are when no column does.

    Returns
    -------
    tuple
        Arrays of k, and notes. ``level`` is 0 where it is not known. A bridge or tunnel without level is at 1 or -1. A
        road that neither people on foot nor on bicycle may use is a ``motor_road``, and they may use no such road.

    Raises
    ------
    LayerError
        For levels that are neither whole numbers nor known words, with the words.

    >>> import geopandas as gpd, shapely
    >>> line = [shapely.LineString([(0, 0), (1, 0)])]
    >>> ways = gpd.GeoDataFrame({"NIVEAU": ["Bro"], "overflade": ["Grus"]}, geometry=line, crs="EPSG:25832")
    >>> told, notes = read_attributes(ways, "paths")
    >>> told["level"].tolist(), told["structure"].tolist(), told["surface"].tolist(), told["foot"].tolist()
    ([1], ['bridge'], ['gravel'], ['unknown'])
    """
    columns, n = _Columns(layer), len(layer)
    told: dict[str, npt.NDArray[Any]] = {"source": _all(n, source), "feature": _features(columns, n)}
    for name, texts in TEXTS.items():
        told[name] = _first(n, [_read(columns, one, str) for one in texts], "")
    for name, words in WORDS.items():
        usual = {**COLUMNS, **OWN}[name]
        told[name] = _first(n, [_read(columns, one, _meaning(one)) for one in words], usual)
    told["surface"] = _first(
        n, [_read(columns, one, lambda text: surface_class(text) or None) for one in SURFACES], UNKNOWN
    )
    for name, numbers in NUMBERS.items():
        told[name] = _first(n, [_read(columns, one, _number(name, one)) for one in numbers], np.nan).astype(np.float64)
    told["oneway"] = told["oneway"].astype(np.int64)
    notes = _levels(columns, told, n)
    _settle(told, source)
    return {name: told[name] for name in (*COLUMNS, *OWN, LEVEL_KNOWN)}, (*notes, *_told(columns, source))


def no_longer_true(layer: gpd.GeoDataFrame) -> Mask:
    """Return which rows are history: closed by ``registreringtil`` or ``virkningtil``.

    >>> import geopandas as gpd
    >>> no_longer_true(gpd.GeoDataFrame({"registreringTil": ["2020-01-01", None, ""]}, geometry=[None] * 3)).tolist()
    [True, False, False]
    """
    columns, gone = _Columns(layer), np.zeros(len(layer), np.bool_)
    for name in CLOSED_AT:
        if (found := columns.codes(name)) is not None:
            code, texts = found
            gone |= np.array([text.casefold() not in NOTHING | {"nat"} for text in texts], np.bool_)[code]
    return gone


def _all(n: int, value: object) -> Words:
    made = np.empty(n, object)
    made[:] = value
    return made


def _features(columns: _Columns, n: int) -> Words:
    """Return what each row is called in its layer: its id, else its number, from 1."""
    numbers = np.array([str(k) for k in range(1, n + 1)], object)
    for name in FEATURES:
        if (found := columns.codes(name)) is not None:
            named: Words = np.array(found[1], object)[found[0]]
            return np.where(named == "", numbers, named)
    return numbers


def _meaning(source: Source) -> Callable[[str], object | None]:
    return lambda text: source.words.get(text.casefold())


def _number(name: str, source: Source) -> Callable[[str], object | None]:
    words = NUMBER_WORDS.get(name, {})

    def read(text: str) -> float | None:
        found = _NUMBER.match(text.casefold())
        if found is None:
            return words.get(text.casefold())
        value = float(found[1].replace(",", ".")) * source.factor
        return None if value < 0.0 and name not in SIGNED else value

    return read


def _read(columns: _Columns, source: Source, meaning: Callable[[str], object | None]) -> Words | None:
    """Return what a column says, None where it says nothing that is known; None when it is not there."""
    found = columns.codes(source.name)
    if found is None:
        return None
    code, texts = found
    empty = [text.casefold() in NOTHING for text in texts]
    means = np.empty(len(texts), object)
    means[:] = [None if no else meaning(text) for text, no in zip(texts, empty, strict=True)]
    if not source.quiet:
        bad = [k for k, (value, no) in enumerate(zip(means, empty, strict=True)) if value is None and not no]
        columns.note(source.name, code, texts, bad)
    said: Words = means[code]
    return said


def _none(words: Words) -> Mask:
    made: Mask = np.array([word is None for word in words.tolist()], np.bool_)
    return made


def _first(n: int, said: Sequence[Words | None], usual: object) -> Words:
    """Return for each row the first of several columns that says something other than unknown."""
    made = _all(n, None)
    for one in said:
        if one is not None:
            open_ = _none(made) | (made == UNKNOWN)
            made = np.where(open_ & ~_none(one), one, made)
    settled: Words = np.where(_none(made), usual, made)  # type: ignore[call-overload]  # any object
    return settled


def _levels(columns: _Columns, told: dict[str, npt.NDArray[Any]], n: int) -> tuple[Text, ...]:
    """Read the levels; those of bridges and tunnels follow where none is written, or 0."""
    said: list[Words | None] = []
    strange: Counter[str] = Counter()
    for source in LEVELS:
        found = columns.codes(source.name)
        if found is None:
            said.append(None)
            continue
        means = np.empty(len(found[1]), object)
        for k, text in enumerate(found[1]):
            word = text.casefold()
            if word in NOTHING:
                continue
            means[k] = int(float(word.replace(",", "."))) if _LEVEL.match(word) else source.words.get(word)
            if means[k] is None or abs(means[k]) > _MOST_LEVELS:
                strange[f"{source.name} = {text}"] += int((found[0] == k).sum())
        said.append(means[found[0]])
    if strange:
        raise _strange_levels(strange)
    level = _first(n, said, None)
    known = ~_none(level)
    flag = columns.codes(LEVEL_KNOWN)
    if flag is not None:  # edges that were built before
        known &= np.array([text.casefold() not in {"false", "0", "nej"} for text in flag[1]], np.bool_)[flag[0]]
    number = np.where(known, level, 0).astype(np.int64)
    structure = told["structure"]
    by_structure = np.select([structure == "bridge", structure == "tunnel"], [1, -1], 0)
    against = known & (by_structure != 0) & (number * by_structure < 0)
    odd = known & (by_structure != 0) & (number == 0)
    told["level"] = np.where((~known | odd) & (by_structure != 0), by_structure, number).astype(np.int64)
    told[LEVEL_KNOWN] = known | (by_structure != 0)
    notes = []
    if odd.any():
        k = int(odd.sum())
        notes.append(Text(f"{k} broer og tunneler står med niveau 0 og er regnet som 1 og -1.",
                          f"{k} bridges and tunnels are written with level 0 and are taken as 1 and -1."))  # fmt: skip
    if against.any():
        k = int(against.sum())
        notes.append(Text(f"{k} broer under eller tunneler over terræn efter deres niveau; niveauet er fulgt.",
                          f"{k} bridges below or tunnels above the ground by their level; the level is "
                          f"followed."))  # fmt: skip
    return tuple(notes)


_MOST_LEVELS = 10


def _strange_levels(strange: Counter[str]) -> LayerError:
    shown = "; ".join(f"{word} ({count})" for word, count in strange.most_common(_SHOWN))
    return LayerError(
        Text(f"niveauer, der ikke kan læses: {shown}", f"levels that cannot be read: {shown}"),
        Text(
            "hele tal (0 terræn, 1 bro, -1 tunnel), Bro, Tunnel, Terræn, eller tomt for ukendt",
            "whole numbers (0 ground, 1 bridge, -1 tunnel), Bro, Tunnel, Terræn, or empty for unknown",
        ),
        Text(
            "ret cellerne, eller tøm dem: niveauet afgør, om veje over hinanden mødes",
            "correct the cells, or empty them: the level decides whether ways above each other meet",
        ),
    )


def _settle(told: dict[str, npt.NDArray[Any]], source: str) -> None:
    """Take what follows: of the input, of who may go there, and of motorways."""
    kind = told["way_type"]
    kind = np.where(kind == UNKNOWN, BY_INPUT.get(source, UNKNOWN), kind)
    kind = np.where((kind == "road") & (told["foot"] == NO) & (told["cycle"] == NO), "motor_road", kind)
    for name in ("foot", "cycle"):
        told[name] = np.where((kind == "motor_road") & (told[name] == UNKNOWN), NO, told[name])
    told["way_type"] = kind
    told["surface"] = np.where((told["surface"] == UNKNOWN) & (told["steps"] == YES), "steps", told["surface"])


def _told(columns: _Columns, source: str) -> list[Text]:
    """Return the notes on unknown words, nodes of older sources, and roundabouts."""
    notes = []
    for name, words in columns.strange.items():
        shown = ", ".join(f"{word} ({count})" for word, count in words.most_common(_SHOWN))
        more = len(words) - _SHOWN
        da, en = (f" og {more} til", f" and {more} more") if more > 0 else ("", "")
        notes.append(Text(
            f"Laget {source}, feltet {name}: ukendte ord, regnet som ukendt: {shown}{da}.",
            f"Layer {source}, column {name}: words that are not known, taken as unknown: {shown}{en}.",
        ))  # fmt: skip
    nodes = [columns.by_name[name] for name in NODE_COLUMNS if name in columns.by_name]
    if nodes:
        told = columns.layer[nodes].apply(pd.to_numeric, errors="coerce")
        lost = int((told < 0).any(axis=1).sum())
        if lost:
            notes.append(Text(
                f"Laget {source}: {lost} rækker har knudenumre under 0 (fx -999); linjer samles efter, hvor de mødes.",
                f"Layer {source}: {lost} rows have node numbers below 0 (such as -999); lines join where they meet.",
            ))  # fmt: skip
    for name in ROUNDABOUT:
        if (found := columns.codes(name)) is not None:
            round_ = np.array([text.casefold() in {"ja", "1", "yes", "true", "roundabout"} for text in found[1]])[
                found[0]
            ]
            if count := int((round_ & (_oneway(columns) == 0)).sum()):
                notes.append(Text(
                    f"Laget {source}: {count} rundkørsler uden ensretning er regnet som farbare begge veje.",
                    f"Layer {source}: {count} roundabouts without a direction are taken as open both ways.",
                ))  # fmt: skip
    return notes


def _oneway(columns: _Columns) -> npt.NDArray[Any]:
    quiet = _Columns(columns.layer)
    return _first(len(columns.layer), [_read(quiet, one, _meaning(one)) for one in WORDS["oneway"]], 0)
