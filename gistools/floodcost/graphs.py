"""Graphs of flood cost (kurver): damage by return period, damage by how often, net present value by service level."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gistools.cloudburst.rain.params import RainSeries
from gistools.floodcost.annual import _rates
from gistools.floodcost.choices import chosen
from gistools.floodcost.economy_choices import ABOVE_LABELS, Above
from gistools.floodcost.graph_tables import climates_in, levels_in
from gistools.floodcost.level import ALWAYS_ALLOWED, SCREENING, crossing
from gistools.graph import Axis, Graph, Line, Mark, Role, Span
from gistools.styles import format_limit, format_number
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from gistools.floodcost.damage_by_rain import DamageRun
    from gistools.floodcost.graph_tables import Climate

    F64 = npt.NDArray[np.float64]

__all__ = ["damage_graph", "drawn_annual_dkk", "exceedance_graph", "level_graph"]

_ROLES = (Role.TODAY, Role.FUTURE, Role.OTHER, Role.FURTHER, Role.COST, Role.BENEFIT)
_MOST_TICKS = 9
_MOST_CORNERS = 4000  # of a line; more are thinned to what half of it can show each way
_RARER = 10.0  # times as rare as the rarest rain of the table, up to which a risk curve is drawn
_BETWEEN = 12  # points drawn from one computed value to the next
_HARD = "\N{NO-BREAK SPACE}"
_RETURN_PERIOD = Text("Gentagelsesperiode", "Return period")
_YEARS = Text("år", "years")
_SCREENING = Text(*(f"{said[0].upper()}{said[1:]}." for said in (SCREENING.da, SCREENING.en)))
_ALLOWED = {t: Text(f"{danish(t)} år: {of.da}", f"{t:g} years: {of.en}") for t, of in ALWAYS_ALLOWED.items()}
_ALLOWED_NOTE = Text(
    "At 5 og 10 år altid må vælges, er læst i omtaler af BEK 2276 og ikke verificeret i bekendtgørelsen",
    "That 5 and 10 years may always be chosen was read in summaries of BEK 2276 and is not verified in the order",
)
_BETWEEN_LEVELS = Text(
    "Kun niveauerne ved mærkerne er regnet ud; linjerne og intervallerne mellem dem er rette linjer i ln T",
    "Only the levels at the markers are worked out; lines and intervals between them are straight in ln T",
)
_ABOVE = {Above.SHIFT: Role.OTHER, Above.UNCHANGED: Role.FURTHER, Above.MODELLED: Role.TODAY}

_STEPS = Text(
    "Mærkerne er regntabellens regn; hvert trin er en regn, hvor flere bygninger begynder at tage skade",
    "Markers are rains of the rain table; each step is a rain at which more buildings begin to be damaged",
)
_STRAIGHT = Text(
    "Skaden er regnet ved mærkerne; mellem dem er linjen kun trukket for overblikket, skaden vokser i trin",
    "Damage is worked out at the markers; between them the line is drawn for the eye alone, damage rises in steps",
)


class _Money(NamedTuple):
    """A unit that amounts of one size are read in."""

    dkk: float
    name: Text


_MILLIONS = _Money(1e6, Text(f"mio.{_HARD}kr.", f"million{_HARD}DKK"))
_THOUSANDS = _Money(1e3, Text(f"1.000{_HARD}kr.", f"thousand{_HARD}DKK"))
_KRONER = _Money(1.0, Text("kr.", "DKK"))


def damage_graph(
    table: pd.DataFrame,
    *,
    runs: Mapping[object, DamageRun] | None = None,
    annual_dkk: Mapping[object, float] | None = None,
    price_year: int | None = None,
    notes: Sequence[Text] = (),
    stamps: Sequence[Text] = (),
) -> Graph:
    """Return damage by return period, a line for each climate (skade efter gentagelsesperiode).

    Parameters
    ----------
    table:
        Columns climate (text or `Text`), return_period_years, damage_dkk and, where known, rain_mm; 6 climates at most,
        drawn in the order of the table.
    runs:
        How damage truly runs between these return periods, by climate: `DamageByRain.run`. Without, the line is
        straight from one to the next, and a note says so.
    annual_dkk:
        Expected annual damage by climate, DKK a year; said at the line.
    price_year:
        Of the money.
    notes, stamps:
        What must stand on the graph.

    Raises
    ------
    TableError
        For missing columns, unknown or negative damage, return periods that do not rise, too many climates; all at
        once.

    >>> import pandas as pd
    >>> rows = {"climate": "I dag", "return_period_years": [2, 10, 100], "damage_dkk": [2e5, 2.1e6, 6.4e6]}
    >>> graph = damage_graph(pd.DataFrame(rows), annual_dkk={"I dag": 4e5})
    >>> graph.lines[0].y.tolist(), graph.lines[0].told.da.replace(_HARD, " "), graph.y.heading.da.replace(_HARD, " ")
    ([0.2, 2.1, 6.4], '400.000 kr. om året', 'Skade ved én regn (mio. kr.)')
    """
    climates = climates_in(table, len(_ROLES))
    money = _unit(max(one.damage_dkk.max() for one in climates))
    lines = []
    for one, role in zip(climates, _ROLES, strict=False):
        x, y, points = (one.years, one.damage_dkk, None) if runs is None else _within(runs[one.key])
        lines.append(Line(one.name, x, y / money.dkk, role, points=points, told=_told(annual_dkk, one.key)))
    first = climates[0]
    rain_note = [
        Text(
            f"Under gentagelsesperioden står regnen i mm ({first.name.da})",
            f"Below the return period stands the rain in mm ({first.name.en})",
        )
    ]
    told = not np.isnan(first.rain_mm).any()
    return Graph(
        Text("Skade efter gentagelsesperiode", "Damage by return period"),
        Text(
            "Hvad én regn koster, når den kommer så sjældent. Den forventede årlige skade er ikke et punkt på kurven: "
            "den er skaden ved alle regn, vægtet med hvor ofte de kommer (se risikokurven).",
            "What one rain costs when it comes so rarely. Expected annual damage is no point of the line: it is the "
            "damage of all rains, weighted by how often they come (see the risk curve).",
        ),
        Axis(_RETURN_PERIOD, _YEARS, log=True, ticks=_year_ticks(first.years, first.rain_mm)),
        Axis(Text("Skade ved én regn", "Damage of one rain"), money.name),
        tuple(lines),
        notes=(*_price_note(price_year), *(rain_note if told else ()), _STRAIGHT if runs is None else _STEPS, *notes),
        stamps=tuple(stamps),
    )


def exceedance_graph(
    table: pd.DataFrame,
    *,
    series: RainSeries | str,
    runs: Mapping[object, DamageRun] | None = None,
    annual_dkk: Mapping[object, float] | None = None,
    price_year: int | None = None,
    notes: Sequence[Text] = (),
    stamps: Sequence[Text] = (),
) -> Graph:
    """Return how often a year each damage is passed, a line for each climate (risikokurve).

    The area below a line is the annual damage: with ``runs`` of damage in steps all of it but what comes still more
    rarely, which is told. Without, it is that of what
    the table spans, damage being linear in the logarithm of the rate from one return period to the next: a lower
    bound, see `drawn_annual_dkk`.

    Parameters
    ----------
    table:
        As for `damage_graph`; damage that does not fall.
    series:
        What the return periods count: 1/T a year, or -ln(1 - 1/T) for annual maxima.
    runs:
        As for `damage_graph`; drawn from the first rain that does damage, to 10 times as rare as the table tells.
    annual_dkk:
        Expected annual damage by climate; without ``runs``, the area drawn is told beside it.
    price_year, notes, stamps:
        As for `damage_graph`.

    Raises
    ------
    TableError
        As for `damage_graph`, and for damage that falls, and annual maxima of 1 year or less.
    ParamError
        For an unknown series.
    """
    kind = chosen(RainSeries, series, "series")
    climates = climates_in(table, len(_ROLES), kind)
    rarest = {one.key: float(_rates(one.years, kind)[-1]) / _RARER for one in climates}
    tops = [
        one.damage_dkk.max() if runs is None else _passed(runs[one.key], 1.0, rarest=rarest[one.key])[0][-1]
        for one in climates
    ]
    money = _unit(max(tops))
    lines, areas = [], []
    for one, role in zip(climates, _ROLES, strict=False):
        area = drawn_annual_dkk(one.years, one.damage_dkk, kind)
        said = Text(f"mindst {_a_year(area).da}", f"at least {_a_year(area).en}")
        if runs is None:
            x, y, points = _exceedance(one.damage_dkk / money.dkk, _rates(one.years, kind))
        else:
            x, y, points = _passed(runs[one.key], money.dkk, rarest=rarest[one.key])
            said = _a_year(float(np.trapezoid(y, x)) * money.dkk)
        said = _told(annual_dkk, one.key) or said
        lines.append(Line(one.name, x, y, role, area=role is Role.TODAY, points=points, told=said))
        areas.append(Text(f"{_amount_of(area).da} ({one.name.da})", f"{_amount_of(area).en} ({one.name.en})"))
    first = climates[0]
    marks = [
        Mark(d / money.dkk, rate, _amount(t, _YEARS), Role.TODAY)
        for d, rate, t in zip(first.damage_dkk, _rates(first.years, kind), first.years, strict=True)
        if first.years.size <= _MOST_TICKS and (d > 0.0 or runs is None)
    ]
    how = [_areas_note(areas, climates)] if runs is None else [_STEPS, _rare_note(runs, climates, rarest)]
    return Graph(
        Text("Risikokurve", "Risk curve"),
        Text(
            "Hvor mange gange om året én regn koster mere end et beløb. Arealet under kurven er den forventede årlige "
            "skade: hyppige regn fylder i højden, dyre regn i bredden.",
            "How many times a year one rain costs more than an amount. The area under the curve is the expected annual "
            "damage: frequent rains fill its height, costly ones its width.",
        ),
        Axis(Text("Skade ved én regn", "Damage of one rain"), money.name),
        Axis(Text("Overskridelser", "Exceedances"), Text("gange om året", "times a year")),
        tuple(lines),
        marks=tuple(marks),
        notes=(*_price_note(price_year), *how, *notes),
        stamps=tuple(stamps),
    )


def _within(run: DamageRun) -> tuple[F64, F64, list[int]]:
    """Return the corners of a line from the first to the last rain of the table, and which of them the table tells."""
    first, last = int(run.told[0]), int(run.told[-1])
    x, y = run.years[first : last + 1], run.damage_dkk[first : last + 1]
    return _seen(np.log(x), x, y, [int(k) - first for k in run.told])


def _passed(run: DamageRun, dkk: float, *, rarest: float = 0.0) -> tuple[F64, F64, list[int]]:
    """Return damage and rate from the first rain that does damage to the last that comes as often as ``rarest``.

    And which of the corners the table tells. The line ends upright at a rate of 0.
    """
    begins = max(int(np.count_nonzero(run.damage_dkk == 0.0)) - 1, 0)  # it never falls, and ends at no rate
    ends = int(np.count_nonzero(run.rate >= rarest))
    if ends <= begins:
        return np.zeros(2), np.zeros(2), []
    x, y = run.damage_dkk[begins:ends] / dkk, run.rate[begins:ends]
    told = [int(k) - begins for k in run.told if run.damage_dkk[k] > 0.0]
    x, y = np.append(x, x[-1]), np.append(y, 0.0)
    return _seen(x, x, y, told)


def _beyond(run: DamageRun, rarest: float) -> Text:
    """Return which share of the area lies beyond the line that is drawn, in words."""
    (x, y, _), (drawn_x, drawn_y, _) = _passed(run, 1.0), _passed(run, 1.0, rarest=rarest)
    whole = float(np.trapezoid(y, x))
    share = 100.0 * (1.0 - float(np.trapezoid(drawn_y, drawn_x)) / whole) if whole > 0.0 else 0.0
    if 0.0 < share < 0.1:  # noqa: PLR2004 - %
        return Text(f"under 0,1{_HARD}%", f"below 0.1{_HARD}%")
    return Text(f"{danish(share, '.1f')}{_HARD}%", f"{share:.1f}{_HARD}%")


def _seen(scale: F64, x: F64, y: F64, told: list[int]) -> tuple[F64, F64, list[int]]:
    """Return the corners that can be told apart where there are very many; a corner before a move is kept too."""
    if x.size <= _MOST_CORNERS:
        return x, y, told
    spots = [np.floor(_MOST_CORNERS / 2 * (v - v.min()) / max(float(np.ptp(v)), 1e-300)) for v in (scale, y)]
    moved = np.any([np.diff(spot, prepend=-1.0) != 0.0 for spot in spots], axis=0)
    kept = moved | np.append(moved[1:], True)
    kept[told] = True
    at = np.cumsum(kept) - 1
    return x[kept], y[kept], [int(at[k]) for k in told]


def drawn_annual_dkk(return_period_years: npt.ArrayLike, damage_dkk: npt.ArrayLike, series: RainSeries | str) -> float:
    """Return the area below a line of `exceedance_graph`, DKK a year: a lower bound of the annual damage.

    The first damage times the rate of the shortest return period, and between return periods the integral of a rate
    that is exponential in damage, (D2 - D1)(l1 - l2)/ln(l1/l2). Rains oftener than the first are left out; those rarer
    than the last cost as much as it. It is `annual_from_maps` with a flat tail.

    D = a ln(T/2) with a = 1000 from T = 2 to 100 gives a/2 - a/100 = 490:

    >>> years = np.array([2.0, 5.0, 10.0, 100.0])
    >>> round(drawn_annual_dkk(years, 1000.0 * np.log(years / 2.0), "partial-duration"), 9)
    490.0
    """
    damage = np.asarray(damage_dkk, np.float64)
    rates = _rates(np.asarray(return_period_years, np.float64), RainSeries(series))
    between = np.diff(damage) * -np.diff(rates) / -np.diff(np.log(rates))
    return float(damage[0] * rates[0] + between.sum())


def _exceedance(damage: F64, rates: F64) -> tuple[F64, F64, list[int]]:
    """Return the line through computed points, bent as it is integrated, and which of its points are computed."""
    share = np.arange(1, _BETWEEN + 1) / _BETWEEN
    x, y = [damage[:1]], [rates[:1]]
    for k in range(damage.size - 1):
        x.append(damage[k] + share * (damage[k + 1] - damage[k]))
        y.append(rates[k] * (rates[k + 1] / rates[k]) ** share)
    points = [_BETWEEN * k for k in range(damage.size)]
    if damage[0] > 0.0:
        x.insert(0, np.zeros(1))
        y.insert(0, rates[:1])
        points = [k + 1 for k in points]
    return np.concatenate(x), np.concatenate(y), points


def level_graph(
    frame: pd.DataFrame, *, near: float = 0.05, notes: Sequence[Text] = (), stamps: Sequence[Text] = ()
) -> Graph:
    """Return net present value by service level, a line for each assumption on damage above the level.

    Shown are the best level, the interval within ``near`` of it, and the levels of 5 and 10 years.

    Parameters
    ----------
    frame:
        As the service-level curve gives it: above, return_period_years, npv_dkk, price_year; a row for each assumption
        (shift, unchanged, modelled) and level.
    near:
        Share (0-1) of the best net present value within which others are near it; between levels the value is straight
        in ln T.
    notes, stamps:
        What must stand on the graph.

    Raises
    ------
    TableError
        For missing columns, unknown values or assumptions, levels that do not rise; all at once.
    """
    groups = levels_in(frame, _ABOVE)
    money = _unit(max(float(np.abs(npv).max()) for _, _, npv in groups))
    lines, marks, spans, told = [], [], [], []
    for above, years, npv in groups:
        role, name = _ABOVE[Above(above)], ABOVE_LABELS[Above(above)]
        letter = name.da.partition(":")[0]
        lines.append(Line(name, years, npv / money.dkk, role))
        top = int(npv.argmax())
        if npv[top] <= 0.0:
            told.append(
                Text(
                    f"{letter}: intet af niveauerne kan betale sig; det bedste er ikke at gøre noget",
                    f"{letter}: none of the levels pays; the best is to do nothing",
                )
            )
            continue
        level = _amount(years[top], _YEARS)
        marks.append(
            Mark(
                years[top],
                npv[top] / money.dkk,
                Text(
                    f"Bedst efter {letter}:\n{level.da}, {_amount_of(npv[top]).da}",
                    f"Best by {letter}:\n{level.en}, {_amount_of(npv[top]).en}",
                ),
                Role.BEST,
            )
        )
        spans.append(_near(letter, role, years, npv, near))
    price_years = sorted(int(year) for year in frame["price_year"].unique())
    return Graph(
        Text("Hvilket serviceniveau kan betale sig?", "Which service level pays?"),
        Text(
            f"{_SCREENING.da} Sparet skade minus udgift, som nutidsværdi. Over 0 er niveauet bedre end ikke at gøre "
            "noget; de farvede bånd viser de niveauer, der er næsten lige så gode som det bedste.",
            f"{_SCREENING.en} Damage saved less cost, as present values. Above 0 a level is better than doing "
            "nothing; the shaded bands show levels nearly as good as the best.",
        ),
        Axis(
            Text("Serviceniveau: gentagelsesperiode", "Service level: return period"),
            _YEARS,
            log=True,
            ticks=_year_ticks(np.unique(np.concatenate([years for _, years, _ in groups]))),
        ),
        Axis(Text("Nettonutidsværdi", "Net present value"), money.name),
        tuple(lines),
        (*marks, *(Mark(t, None, text, Role.ALLOWED) for t, text in _ALLOWED.items())),
        tuple(spans),
        (*(note for year in price_years for note in _price_note(year)), *told, _BETWEEN_LEVELS, _ALLOWED_NOTE, *notes),
        tuple(stamps),
    )


def _near(letter: str, role: Role, years: F64, npv: F64, near: float) -> Span:
    """Return where the net present value is near the best, walked from the best to the first crossings."""
    top, floor = int(npv.argmax()), (1.0 - near) * float(npv.max())
    walks = (slice(top, None, -1), slice(top, None))
    (low, low_open), (high, high_open) = (crossing(years[walk], npv[walk], floor) for walk in walks)
    ends = [min(low, float(years[top])), max(high, float(years[top]))]  # powers round
    da, en = (
        "–".join(format_limit(_rounded(end), language) for end in dict.fromkeys(ends)) for language in ("da", "en")
    )
    percent = format_limit(100.0 * near)
    beyond = Text(
        " (måske længere: flere niveauer er ikke undersøgt)", " (perhaps beyond: no more levels were looked at)"
    )
    more = beyond if low_open or high_open else Text("", "")
    return Span(
        ends[0],
        ends[1],
        Text(
            f"{letter}: inden for {percent}{_HARD}% af det bedste, {da}{_HARD}år{more.da}",
            f"{letter}: within {100.0 * near:g}{_HARD}% of the best, {en}{_HARD}years{more.en}",
        ),
        role,
    )


def _rounded(years: float) -> float:
    return round(years) if years >= 10.0 else round(years, 1)  # noqa: PLR2004 - years


def _year_ticks(years: F64, rain: F64 | None = None) -> tuple[tuple[float, Text], ...]:
    """Return the return periods as ticks, with their rain below where it is known; none where they are many."""
    if years.size > _MOST_TICKS:
        return ()
    said = [Text(format_limit(t), format_limit(t, "en")) for t in years]
    if rain is not None and not np.isnan(rain).any():
        depths = [(format_limit(_rounded(mm)), format_limit(_rounded(mm), "en")) for mm in rain]
        said = [Text(f"{t.da}\n{da} mm", f"{t.en}\n{en} mm") for t, (da, en) in zip(said, depths, strict=True)]
    return tuple(zip((float(t) for t in years), said, strict=True))


def _amount(value: float, unit: Text) -> Text:
    return Text(f"{format_limit(value)}{_HARD}{unit.da}", f"{format_limit(value, 'en')}{_HARD}{unit.en}")


def _unit(largest: float) -> _Money:
    return next((unit for unit in (_MILLIONS, _THOUSANDS) if largest >= unit.dkk), _KRONER)


def _amount_of(dkk: float) -> Text:
    """Write an amount with three digits that count.

    >>> [_amount_of(v).da.replace(_HARD, " ") for v in (12_345_678.0, 412_345.0, 12.0)]
    ['12,3 mio. kr.', '412.000 kr.', '12 kr.']
    """
    if abs(dkk) >= _MILLIONS.dkk:
        unit, value, decimals = _MILLIONS.name, dkk / _MILLIONS.dkk, None
    else:
        unit, value, decimals = _KRONER.name, float(f"{dkk:.3g}"), 0
    da, en = format_number(value, "da", decimals), format_number(value, "en", decimals)
    return Text(f"{da}{_HARD}{unit.da}", f"{en}{_HARD}{unit.en}")


def _a_year(dkk: float) -> Text:
    amount = _amount_of(dkk)
    return Text(f"{amount.da} om året", f"{amount.en} a year")


def _told(annual_dkk: Mapping[object, float] | None, key: object) -> Text | None:
    return None if annual_dkk is None or key not in annual_dkk else _a_year(annual_dkk[key])


def _areas_note(areas: Sequence[Text], climates: Sequence[Climate]) -> Text:
    low, high = min(one.years[0] for one in climates), max(one.years[-1] for one in climates)
    return Text(
        f"Arealet svarer til {', '.join(area.da for area in areas)} om året: en nedre grænse, for regn oftere end "
        "hvert "
        f"{format_limit(low)}. år er ikke med, og regn sjældnere end hvert {format_limit(high)}. år er ikke regnet "
        "dyrere",
        f"The area is a year {', '.join(area.en for area in areas)}: a lower bound, for rains oftener than every "
        f"{low:g} years are left out, and rarer rains than {high:g} years count as costing no more than it",
    )


def _rare_note(runs: Mapping[object, DamageRun], climates: Sequence[Climate], rarest: Mapping[object, float]) -> Text:
    """Say from where on nothing is drawn, and how much of the annual damage that is."""
    shares = [(_beyond(runs[one.key], rarest[one.key]), one.name) for one in climates]
    da = ", ".join(f"{share.da} ({name.da})" for share, name in shares)
    en = ", ".join(f"{share.en} ({name.en})" for share, name in shares)
    years = _RARER * max(one.years[-1] for one in climates)
    return Text(
        f"Regn sjældnere end omkring hvert {format_limit(years)}. år er ikke tegnet; af den årlige skade er det {da}",
        f"Rains rarer than about every {format_limit(years, 'en')} years are not drawn; they are {en} of the annual "
        "damage",
    )


def _price_note(price_year: int | None) -> tuple[Text, ...]:
    return () if price_year is None else (Text(f"Priser fra {price_year}", f"Prices of {price_year}"),)
