"""The words (ord) that rules tell what they found, and what they ask for, in: each in Danish and English, as data.

Rules make their sentences of these alone, with numbers and units. So that no rule tells something that is Danish in an
English guide, a test has every rule tell all that it can and holds it against this list.
"""

from __future__ import annotations

import re
from typing import Final

from gistools.text import Text

PHRASES: Final = (
    # what is not known
    Text("ikke oplyst", "not recorded"),
    Text("ikke målt", "not measured"),
    Text("ikke målt (ingen højdemodel)", "not measured (no elevation model)"),
    Text("ikke målt (uden for højdemodellen)", "not measured (outside the elevation model)"),
    Text(
        "ikke målt (bro eller tunnel, hvis ender ikke kendes)",
        "not measured (bridge or tunnel whose ends are not known)",
    ),
    Text("fart ikke oplyst", "speed not recorded"),
    Text("trafik ikke oplyst", "traffic not recorded"),
    Text("fortovets bredde ikke oplyst", "width of the pavement not recorded"),
    Text("sti eller vej ikke oplyst", "path or road not recorded"),
    Text("langs vej, sænkning ikke oplyst", "along a road, lowering not recorded"),
    Text("hvileplaner ikke oplyst", "landings not recorded"),
    Text("trin, rampe ikke oplyst", "steps, ramp not recorded"),
    # states
    Text("anlagt", "built"),
    Text("planlagt", "planned"),
    Text("anlagt eller planlagt", "built or planned"),
    Text("lukket", "closed"),
    Text("tilladt", "allowed"),
    Text("ikke tilladt", "not allowed"),
    Text("gang tilladt", "walking allowed"),
    Text("cykling tilladt", "cycling allowed"),
    Text("belyst", "lit"),
    Text("ikke belyst", "not lit"),
    Text("kun motorkøretøjer", "motor vehicles alone"),
    Text("ikke kun for motorkøretøjer", "not for motor vehicles alone"),
    Text("ensrettet mod retningen", "one-way against the direction"),
    Text("ikke imod", "not against it"),
    Text("mærket uegnet i laget", "marked as unsuitable in the layer"),
    Text("ikke mærket uegnet", "not marked as unsuitable"),
    Text("trin uden rampe", "steps without a ramp"),
    Text("ingen trin uden rampe", "no steps without a ramp"),
    Text("uden hvileplan", "without a landing"),
    # on a road
    Text("vej uden fortov", "road without a pavement"),
    Text("vej, fortov ikke oplyst", "road, pavement not recorded"),
    Text("fortov, eller", "a pavement, or"),
    # round numbers
    Text("mindst", "at least"),
    Text("højst", "at most"),
    Text("over", "above"),
    Text("og", "and"),
    Text("køretøjer/døgn", "vehicles a day"),
    Text("km/t", "km/h"),
    Text("jævn og fast (rang højst", "even and firm (rank at most"),
    Text("af 6)", "of 6)"),
)
"""All that rules tell; the longest that fits at a place counts."""

UNITS: Final = ("m", "cm", "‰")
"""Units that are the same in both languages."""

_ENGLISH = {one.da: one.en for one in PHRASES}
_EITHER = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(one) for one in sorted(_ENGLISH, key=len, reverse=True)) + r")(?!\w)"
)
_MARK = re.compile(r"(?<=\d)[.,](?=\d)")


def rule_english(said: str) -> str:
    """Return words that a rule found, or asks for, in English; numbers with a decimal point.

    The name of a surface is that of its table; words of the user's data stay as they are.

    >>> rule_english("mindst 1,3 m"), rule_english("trin uden rampe"), rule_english("chaussésten")
    ('at least 1.3 m', 'steps without a ramp', 'setts')
    """
    from gistools.pathnet.surfaces import surface_class, surface_name  # noqa: PLC0415 - reads a table

    if surface_class(said):
        return surface_name(said).en
    made = _EITHER.sub(lambda found: _ENGLISH[found[0]], said)
    return _MARK.sub(lambda mark: "," if mark[0] == "." else ".", made)


def words_left(said: str) -> str:
    """Return what of a sentence is no phrase, number or unit: words that have no English.

    >>> words_left("mindst 1,3 m"), words_left("mindst 3 kaniner")
    ('', 'kaniner')
    """
    rest = _EITHER.sub(" ", said)
    return " ".join(one for one in re.findall(r"[^\W\d]+|‰", rest) if one not in UNITS)
