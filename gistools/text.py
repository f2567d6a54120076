"""Bilingual text: one sentence in Danish and in English, declared together.

Everything that a user reads (labels, help, errors, legends, progress messages) is a [`Text`][gistools.text.Text], so
that no sentence exists in one language only. Danish comes first wherever both are shown.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

Language = Literal["da", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Danish (``da``) and English (``en``).

    >>> Text("Højdemodel", "Elevation model").say("en")
    'Elevation model'
    """

    da: str
    en: str

    def say(self, language: Language = "da") -> str:
        """Return the sentence in one language."""
        return self.da if language == "da" else self.en

    def format(self, **values: object) -> Text:
        """Fill the same named values into both sentences."""
        return Text(self.da.format(**values), self.en.format(**values))

    def inside(self) -> Text:
        """Return it as it stands inside a sentence: the first letter small, the rest as it is.

        >>> Text("Linjen mod ln T", "The line against ln T").inside().da
        'linjen mod ln T'
        """
        return Text(self.da[:1].lower() + self.da[1:], self.en[:1].lower() + self.en[1:])

    def to_dict(self) -> dict[str, str]:
        """Return ``{"da": ..., "en": ...}``, the form used in JSON."""
        return {"da": self.da, "en": self.en}

    def __str__(self) -> str:
        """Danish, a bar, English; one sentence only where both are equal."""
        return self.da if self.da == self.en else f"{self.da} | {self.en}"


def danish(value: float, spec: str = "g") -> str:
    """Write a number by a format (talformat) as Danish sentences have it, with decimal comma.

    >>> danish(0.9), danish(1234.56, ",.1f"), danish(12)
    ('0,9', '1.234,6', '12')
    """
    return f"{value:{spec}}".translate(str.maketrans(",.", ".,"))


def counted(count: int, one: str, many: str) -> str:
    """Write a number with the word for one or for several, as a sentence counts (antal).

    >>> counted(1, "bygning", "bygninger"), counted(0, "bygning", "bygninger"), counted(12_000, "house", "houses")
    ('1 bygning', '0 bygninger', '12000 houses')
    """
    return f"{count} {one if count == 1 else many}"


def listed(values: Iterable[float]) -> Text:
    """Write numbers one after another (liste); semicolons stand between those with decimal commas.

    >>> listed([2.5, 10.0]).da, listed([2.5, 10.0]).en
    ('2,5; 10', '2.5, 10')
    """
    given = list(values)
    return Text("; ".join(danish(value) for value in given), ", ".join(f"{value:g}" for value in given))


def joined(texts: Iterable[Text], mark: str = "; ") -> Text:
    """Write several things one after another with a mark between (sammenføjning).

    >>> joined([Text("en fejl", "a fault"), Text("to", "two")]), joined([])
    (Text(da='en fejl; to', en='a fault; two'), Text(da='', en=''))
    """
    given = list(texts)
    return Text(mark.join(one.da for one in given), mark.join(one.en for one in given))


_MONTHS = tuple(zip(
    ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
     "december"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"),
    strict=True,
))  # fmt: skip


def written_day(day: dt.date) -> Text:
    """Write a day as letters do (dato).

    >>> import datetime
    >>> written_day(datetime.date(2027, 1, 1))
    Text(da='1. januar 2027', en='1 January 2027')
    """
    da, en = _MONTHS[day.month - 1]
    return Text(f"{day.day}. {da} {day.year}", f"{day.day} {en} {day.year}")


def enumerated(texts: Iterable[Text]) -> Text:
    """Write several things one after another as a sentence has them (opremsning).

    >>> enumerated([Text("a", "a"), Text("b", "b"), Text("c", "c")])
    Text(da='a, b og c', en='a, b and c')
    """
    given = list(texts)
    da, en = ([one.say(language) for one in given] for language in ("da", "en"))
    if len(given) == 1:
        return given[0]
    return Text(" og ".join([", ".join(da[:-1]), *da[-1:]]), " and ".join([", ".join(en[:-1]), *en[-1:]]))


def unknown_name(name: str, known: Iterable[str], where: str = "") -> Text:
    """Return that a name is not known, with the one that was probably meant, else all that are.

    >>> unknown_name("rain_m", ["rain_mm", "depth_m"]).en
    'rain_m is unknown (did you mean rain_mm?)'
    """
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        meant = f"(mente du {near[0]}?)", f"(did you mean {near[0]}?)"
    else:
        meant = f"(kendte: {', '.join(names)})", f"(known: {', '.join(names)})"
    return Text(f"{where}{name} findes ikke {meant[0]}", f"{where}{name} is unknown {meant[1]}")
