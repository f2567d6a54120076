"""Reading schools and homes (skoler, hjem): which grades are taught, who lives where, and what is not told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools._checks import cell_text, number_in
from gistools.errors import LayerError
from gistools.pathnet.area_layers import KINDS, kind_of
from gistools.pathnet.name_columns import NAMES, column_of
from gistools.pathnet.school_rules import LAST_GRADE
from gistools.text import Text, counted

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

SCHOOL_NAMES = (*NAMES, "skolenavn")
IDS = ("id", "id_lokalid", "skole_id")
FROM, TO = ("trin_fra", "grade_from", "klassetrin_fra"), ("trin_til", "grade_to", "klassetrin_til")
PUPILS, GRADE, SCHOOL = ("elever", "antal_elever", "pupils"), ("klassetrin", "trin", "grade"), ("skole", "school")


@dataclass(frozen=True, eq=False)
class Schools:
    """Schools: l points, what they are called, and the first and last grade that each teaches."""

    points: npt.NDArray[Any]
    names: tuple[str, ...]
    ids: tuple[str, ...]
    low: I64
    high: I64
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.names)

    def teaches(self, grade: int) -> npt.NDArray[np.bool_]:
        """Return which schools teach a grade."""
        made: npt.NDArray[np.bool_] = (self.low <= grade) & (grade <= self.high)
        return made

    def named(self, text: str) -> int:
        """Return the school of a name or id; -1 for none."""
        said = text.casefold()
        for told in (self.ids, self.names):
            for k, one in enumerate(told):
                if one.casefold() == said:
                    return k
        return -1


@dataclass(frozen=True, eq=False)
class PupilHomes:
    """Where pupils live: k points.

    Parameters
    ----------
    points, ids:
        Where, and the id in the layer.
    weight:
        float64 of k: pupils, NaN where their number is missing; 1 for each address when nobody is counted.
    counts_pupils:
        Whether ``weight`` is pupils; else addresses.
    grade:
        int64 of k; -1 where none is told, which is any.
    school:
        int64 of k: the school that the layer names; -1 for none.
    """

    points: npt.NDArray[Any]
    ids: tuple[str, ...]
    weight: F64
    counts_pupils: bool
    grade: I64
    school: I64
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)


def _texts(layer: gpd.GeoDataFrame, names: tuple[str, ...]) -> list[str]:
    at = column_of(layer, names)
    return [""] * len(layer) if at is None else [cell_text(value) for value in layer[at]]


def _numbers(layer: gpd.GeoDataFrame, at: str | None, faults: list[str], low: float, high: float) -> F64:
    made = np.full(len(layer), np.nan)
    if at is not None:
        for k, value in enumerate(layer[at]):
            try:
                made[k] = number_in(value)
            except ValueError:
                faults.append(f"{at} = {value}")
                continue
            if made[k] < low or made[k] > high or (high == LAST_GRADE and made[k] % 1 > 0):
                faults.append(f"{at} = {cell_text(value)}")
    return made


def _points(layer: gpd.GeoDataFrame) -> npt.NDArray[Any]:
    made: npt.NDArray[Any] = shapely.point_on_surface(layer.geometry.to_numpy())
    return made


def _refuse(what: Text, faults: list[str], expected: Text) -> None:
    if faults:
        shown = ", ".join(dict.fromkeys(faults))
        raise LayerError(
            Text(f"{what.da}: {shown}", f"{what.en}: {shown}"),
            expected,
            Text("ret de nævnte celler", "correct the cells named"),
        )


def read_schools(layer: gpd.GeoDataFrame) -> Schools:
    """Return the schools of a layer; where grades are not told a school teaches all of them, which is noted.

    A row without grades whose kind (``slags``, ``kind``, ``type`` or ``anvendelse``) is another than a school is left
    out, which is noted. Where neither grades nor kind are told nothing says that it is a school, which is noted too.

    Raises
    ------
    LayerError
        For a layer without rows or schools, and for grades that are none, with all of them.
    """
    if not len(layer):
        raise LayerError(
            Text("ingen skoler", "no schools"),
            Text("mindst én skole som punkt", "at least one school as a point"),
            Text("giv et lag med skoler", "give a layer with schools"),
        )
    faults: list[str] = []
    low = _numbers(layer, column_of(layer, FROM), faults, 0, LAST_GRADE)
    high = _numbers(layer, column_of(layer, TO), faults, 0, LAST_GRADE)
    faults += [f"{a:g}-{b:g}" for a, b in zip(low, high, strict=True) if a > b]
    _refuse(
        Text("skolernes klassetrin", "grades of schools"),
        faults,
        Text(f"klassetrin 0 til {LAST_GRADE}, fra og til", f"grades 0 to {LAST_GRADE}, from and to"),
    )
    ids = [said or str(k + 1) for k, said in enumerate(_texts(layer, IDS))]
    names = [said or one for said, one in zip(_texts(layer, SCHOOL_NAMES), ids, strict=True)]
    kinds = _texts(layer, KINDS)
    untold = np.isnan(low) & np.isnan(high)
    other = untold & np.array([bool(kind) and kind_of(kind) != "school" for kind in kinds])
    kept = np.flatnonzero(~other)
    others = [f"{names[k]} ({kinds[k]})" for k in np.flatnonzero(other)]
    if not kept.size:
        raise LayerError(
            _named(Text("ingen af punkterne er skoler", "none of the points are schools"), others),
            Text(
                "skoler, med klassetrin eller med skole som slags", "schools, with grades or with school as their kind"
            ),
            Text(
                "giv laget med skoler; er de skoler, så giv trin_fra og trin_til",
                "give the layer of schools; if they are schools, give trin_fra and trin_til",
            ),
        )
    notes = _school_notes(others, low[kept], high[kept], np.array([not kinds[k] for k in kept]))
    return Schools(
        _points(layer)[kept], tuple(names[k] for k in kept), tuple(ids[k] for k in kept),
        np.nan_to_num(low[kept], nan=0.0).astype(np.int64),
        np.nan_to_num(high[kept], nan=LAST_GRADE).astype(np.int64), notes,
    )  # fmt: skip


_NAMED_MOST = 10


def _named(what: Text, those: list[str]) -> Text:
    shown, more = ", ".join(those[:_NAMED_MOST]), len(those) - _NAMED_MOST
    rest = Text(f" og {more} til", f" and {more} more") if more > 0 else Text("", "")
    return Text(f"{what.da}: {shown}{rest.da}", f"{what.en}: {shown}{rest.en}")


def _school_notes(others: list[str], low: F64, high: F64, no_kind: npt.NDArray[np.bool_]) -> tuple[Text, ...]:
    """Return what must be said of rows that are left out, and of those whose grades are not told."""
    notes = []
    taken = int((np.isnan(low) & np.isnan(high) & no_kind).sum())
    if taken:
        notes.append(
            Text(
                f"OBS: laget med skoler siger hverken klassetrin eller slags om {counted(taken, 'punkt', 'punkter')}. "
                f"Hvert er regnet som en skole med klassetrin 0 til {LAST_GRADE}; giv trin_fra og trin_til.",
                f"Note well: the schools layer tells neither grades nor kind of {counted(taken, 'point', 'points')}. "
                f"Each was taken as a school of grades 0 to {LAST_GRADE}; give trin_fra and trin_til.",
            )
        )
    if others:
        notes.append(
            _named(Text("Punkter, der ikke er skoler, er udeladt", "Points that are no schools left out"), others)
        )
    open_ended = int((np.isnan(low) | np.isnan(high)).sum()) - taken
    if open_ended:
        notes.append(
            Text(
                f"{counted(open_ended, 'skole', 'skoler')} uden klassetrin regnes for at have 0 til {LAST_GRADE}.",
                f"{counted(open_ended, 'school', 'schools')} without grades count as teaching 0 to {LAST_GRADE}.",
            )
        )
    return tuple(notes)


def read_homes(layer: gpd.GeoDataFrame, schools: Schools, districts: gpd.GeoDataFrame | None = None) -> PupilHomes:
    """Return where pupils live; pupils are those of the column ``elever``, else addresses are counted.

    Parameters
    ----------
    layer:
        Points. ``klassetrin`` says of which grade the pupils of a row are, ``skole`` which school they go to.
    districts:
        Polygons of school districts, with ``skole``: of homes whose school is not told.

    Raises
    ------
    LayerError
        For a layer without rows, numbers of pupils or grades that are none, and schools that there are not.
    """
    if not len(layer):
        raise LayerError(
            Text("ingen adresser", "no addresses"),
            Text("mindst én adresse eller elev som punkt", "at least one address or pupil as a point"),
            Text("giv et lag med adresser", "give a layer with addresses"),
        )
    faults: list[str] = []
    pupils = column_of(layer, PUPILS)
    weight = np.ones(len(layer)) if pupils is None else _numbers(layer, pupils, faults, 0, 1e6)
    grade = _numbers(layer, column_of(layer, GRADE), faults, 0, LAST_GRADE)
    said = _texts(layer, SCHOOL)
    school = np.array([schools.named(text) if text else -1 for text in said], np.int64)
    faults += [f"skole = {text}" for text, at in zip(said, school, strict=True) if text and at < 0]
    points = _points(layer)
    if districts is not None:
        at = column_of(districts, (*SCHOOL, *SCHOOL_NAMES))
        words = [""] * len(districts) if at is None else [cell_text(value) for value in districts[at]]
        known = np.array([schools.named(text) if text else -1 for text in words], np.int64)
        faults += [f"skoledistrikt {text or '?'}" for text, one in zip(words, known, strict=True) if one < 0]
        home, area = shapely.STRtree(districts.geometry.to_numpy()).query(points, predicate="intersects")
        first = np.unique(home, return_index=True)[1]
        untold = school[home[first]] < 0
        school[home[first][untold]] = known[area[first][untold]]
    _refuse(
        Text("hjem og skoledistrikter", "homes and school districts"),
        faults,
        Text(
            "antal elever, klassetrin 0 til 10, og skoler, som laget med skoler har",
            "numbers of pupils, grades 0 to 10, and schools that the layer of schools has",
        ),
    )
    ids = [text or str(k + 1) for k, text in enumerate(_texts(layer, ("id", "id_lokalid")))]
    return PupilHomes(
        points, tuple(ids), weight, pupils is not None,
        np.nan_to_num(grade, nan=-1.0).astype(np.int64), school, _home_notes(pupils, weight, school),
    )  # fmt: skip


def _home_notes(pupils: str | None, weight: F64, school: I64) -> tuple[Text, ...]:
    notes = []
    if pupils is None:
        notes.append(
            Text(
                "Der tælles adresser, ikke elever: laget har ingen kolonne med elever.",
                "Addresses are counted, not pupils: the layer has no column of pupils.",
            )
        )
    elif missing := int(np.isnan(weight).sum()):
        notes.append(
            Text(
                f"{counted(missing, 'række', 'rækker')} uden antal elever tælles ikke med.",
                f"{counted(missing, 'row', 'rows')} without a number of pupils are not counted.",
            )
        )
    if (school < 0).any():
        notes.append(
            Text(
                "Hjem uden oplyst skole eller skoledistrikt regnes til den nærmeste skole med klassetrinnet. Loven "
                "gælder distriktsskolen (§ 26, stk. 6).",
                "Homes without a school or district told are counted to the nearest school with the grade. The act is "
                "about the school of the district (section 26 (6)).",
            )
        )
    return tuple(notes)
