"""Checks at the public doors: is a value of the kind that a step takes, and do values belong together."""

from __future__ import annotations

import math
import re
import unicodedata

from gistools.errors import MixedValuesError, WrongKindError
from gistools.text import Text


def require_kind(value: object, kind: type, name: str) -> None:
    """Raise `WrongKindError` when ``value`` is not a ``kind``.

    >>> require_kind(3, int, "count")
    """
    if isinstance(value, kind):
        return
    given = type(value).__name__
    if isinstance(getattr(value, "value", None), kind):
        mend = Text("giv værdien i den: .value", "give the value in it: .value")
    else:
        mend = Text(f"giv en {kind.__name__}", f"give a {kind.__name__}")
    raise WrongKindError(
        Text(f"{name} er en {given}", f"{name} is a {given}"),
        Text(f"en {kind.__name__}", f"a {kind.__name__}"),
        mend,
    )


def require_same_terrain(key: str, other: str, what: Text) -> None:
    """Raise `MixedValuesError` when two values were made from different conditioned terrain."""
    if key != other:
        raise MixedValuesError(
            Text(f"{what.da} fra et andet terræn", f"{what.en} of another terrain"),
            Text("værdier af det samme tilpassede terræn", "values made from the same conditioned terrain"),
            Text(
                "kør trinnene igen i rækkefølge: condition, route_flow, find_bluespots, net_runoff, run_event",
                "run the steps again in order: condition, route_flow, find_bluespots, net_runoff, run_event",
            ),
        )


def plain_number(text: str) -> float:
    """Return a number typed with a decimal comma or a decimal point.

    Raises
    ------
    ValueError
        When it is neither; ``1.234,5`` and ``1,234.5`` might mean two things and are refused.

    >>> plain_number("12,5"), plain_number("12.5"), plain_number("-1e3")
    (12.5, 12.5, -1000.0)
    """
    if "," in text and ("." in text or text.count(",") > 1):
        raise ValueError(text)
    return float(text.replace(",", "."))


def number_of(word: str) -> float:
    """Return what `plain_number` does; NaN for what is none.

    >>> number_of("12,5"), number_of("x")
    (12.5, nan)
    """
    try:
        return plain_number(word)
    except ValueError:
        return math.nan


def listed(text: str) -> tuple[str, ...]:
    """Return the numbers of a list as written, with blanks or semicolons between them.

    A comma is the decimal sign of a number; one that ends a word is not.

    >>> listed("10; 12,5 20, ,5")
    ('10', '12,5', '20', ',5')
    """
    return tuple(word.rstrip(",") for word in re.split(r"[\s;]+", text) if word.rstrip(","))


def numbers_listed(text: str) -> tuple[float, ...]:
    """Return the numbers of a list, NaN for a word that is none.

    >>> numbers_listed("30 75,5; x"), numbers_listed(" ; ")
    ((30.0, 75.5, nan), ())
    """
    return tuple(number_of(word) for word in listed(text))


def words_listed(text: str) -> tuple[str, ...]:
    """Return the words of a list with commas or semicolons between them.

    >>> words_listed("A03, A04;B01,"), words_listed(" ")
    (('A03', 'A04', 'B01'), ())
    """
    return tuple(word for part in re.split("[,;]", text) if (word := part.strip()))


def is_missing(value: object) -> bool:
    """Whether a cell of a table is empty: None, NaN, or what pandas writes for it.

    >>> is_missing(None), is_missing(float("nan")), is_missing(""), is_missing(0)
    (True, True, False, False)
    """
    try:
        return value is None or bool(value != value)  # noqa: PLR0124 - NaN and NaT are not equal to themselves
    except TypeError:  # pandas.NA is neither equal nor different
        return True


def cell_text(value: object) -> str:
    """Return a cell as text, empty where it is missing; whole numbers without decimals.

    >>> cell_text(" 7 "), cell_text(7.0), cell_text(7.5), cell_text(None)
    ('7', '7', '7.5', '')
    """
    if is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")  # no thousands begin with 0


def read_in_two_ways(text: str) -> bool:
    """Whether a cell is a decimal number to some and thousands to others.

    >>> [read_in_two_ways(text) for text in ("400.000", "1.234.567", "0.125", "12.5", "1.234,5")]
    [True, True, False, False, False]
    """
    return _TWO_WAYS.fullmatch(text.strip()) is not None


def cell_shown(value: object) -> Text:
    """Return a cell as faults show it, with how to write it where it can be read in two ways.

    >>> cell_shown("400.000").en, cell_shown("1.500").da
    ('400.000 can be read in two ways; write 400000 or 400,0', '1.500 kan læses på to måder; skriv 1500 eller 1,5')
    >>> cell_shown("many").en
    'many'
    """
    if not isinstance(value, str) or not read_in_two_ways(value):
        return Text(f"{value}", f"{value}")
    text = value.strip()
    ways = [text.replace(".", "")]
    if text.count(".") == 1:
        whole, part = text.split(".")
        ways.append(f"{whole},{part.rstrip('0') or '0'}")
    return Text(
        f"{text} kan læses på to måder; skriv {' eller '.join(ways)}",
        f"{text} can be read in two ways; write {' or '.join(ways)}",
    )


def number_in(value: object) -> float:
    """Return a number of a table, as a number or written with a decimal comma or point; NaN where there is none.

    Raises
    ------
    ValueError
        For text that is no number, and for ``1.500``, which is one and a half to some and fifteen hundred to others.

    >>> number_in("12,5"), number_in("0.125"), number_in(1.125), number_in(" ")
    (12.5, 0.125, 1.125, nan)
    """
    if not isinstance(value, str):
        return math.nan if is_missing(value) else float(value)  # type: ignore[arg-type]
    text = value.strip()
    if not text:
        return math.nan
    if read_in_two_ways(text) or "_" in text:
        raise ValueError(value)
    return plain_number(text)


def plain_name(name: str) -> str:
    """Return a name as it is compared: whole letters, small, without ``_``, with ae, oe and aa for æ, ø and å.

    >>> plain_name("Lokalitetets_status"), plain_name("dørPunkt_id") == plain_name("doerpunkt_id")
    ('lokalitetetsstatus', True)
    """
    text = unicodedata.normalize("NFC", name).casefold().replace("_", "").strip()
    return text.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
