"""The addressing name (vejadresseringsnavn): the road name in at most 20 letters, with all its words.

BEK 271/2018 section 5(2): equal to the road name where that is short enough; else all words, as many of the 20 letters
as may be, and no abbreviation at the beginning where that can be avoided. Which abbreviations there are is a table.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from gistools.addresses.checks_written import ADDRESSING_LENGTH
from gistools.addresses.road_names_checks import NameFault, fault
from gistools.errors import ParamError
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CANDIDATES = 5
_KEPT = 40  # ways kept for each length while words are put together
_LEAST_CUT = 3  # letters that a word keeps when it is cut; fewer only where nothing else fits
_WHOLE = 4  # words of so few letters are not cut


@dataclass(frozen=True, slots=True)
class ShortName:
    """A way to write a road name in few letters.

    Parameters
    ----------
    text:
        The name.
    shortened:
        Each word that was shortened, and as what.
    first_shortened:
        Whether it begins with an abbreviation, which should be avoided.
    cut:
        How many words were cut because no table tells their abbreviation; nine for one cut to a letter or two.
    verified:
        Whether every abbreviation in it was read in its source.
    """

    text: str
    shortened: tuple[tuple[str, str], ...]
    first_shortened: bool
    cut: int
    verified: bool

    @property
    def why(self) -> Text:
        """What was shortened, as a sentence without an end."""
        if not self.shortened:
            return Text("vejnavnet selv", "the road name itself")
        told = ", ".join(f"{word} → {short}" for word, short in self.shortened)
        return Text(f"forkortet: {told}", f"shortened: {told}")


@dataclass(frozen=True, slots=True)
class AddressingName:
    """The addressing name of a road, and other ways to write it.

    Parameters
    ----------
    name:
        The road name.
    candidates:
        The best first; empty where its words do not all fit.
    """

    name: str
    candidates: tuple[ShortName, ...]

    @property
    def text(self) -> str:
        """The best; empty where there is none."""
        return self.candidates[0].text if self.candidates else ""


@dataclass(frozen=True, slots=True)
class _Short:
    text: str
    cut: int = 0
    verified: bool = True


def addressing_name(name: str, *, length: int = ADDRESSING_LENGTH) -> AddressingName:
    """Return the addressing name of a road, with other ways to write it, ranked (vejadresseringsnavn).

    Parameters
    ----------
    name:
        The road name; blanks are put in order and loose marks joined first.
    length:
        How many letters it may have.

    Ranked by: not beginning with an abbreviation, no word cut for want of an abbreviation, many letters used, few words
    shortened. What comes of it is a proposal: the guidance of Dansk Sprognævn has the recommended abbreviations.

    Raises
    ------
    ParamError
        For a name without a letter.

    >>> addressing_name("Uglevej").text
    'Uglevej'
    >>> made = addressing_name("Borgmester Christiansens Gade")
    >>> made.text, made.candidates[0].why.en
    ('Borgmester Chr. Gade', 'shortened: Christiansens → Chr.')
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    require_letters(tidy)
    return _addressing(tidy, length)


@lru_cache(maxsize=256)
def _addressing(tidy: str, length: int) -> AddressingName:
    if len(tidy) <= length:
        return AddressingName(tidy, (ShortName(tidy, (), first_shortened=False, cut=0, verified=True),))
    words = tidy.split(" ")
    ways: dict[int, list[tuple[tuple[int, int, int], tuple[_Short, ...]]]] = {-1: [((0, 0, 0), ())]}
    for k, word in enumerate(words):
        room = length - 2 * (len(words) - k - 1)  # each word to come takes a blank and a letter
        longer: dict[int, list[tuple[tuple[int, int, int], tuple[_Short, ...]]]] = {}
        for used, made in ways.items():
            for (first, cut, count), before in made:
                for short in _ways_of(word):
                    size = used + 1 + len(short.text)
                    if size <= room:
                        less = short.text != word
                        score = (first + (less and not k and len(words) > 1), cut + short.cut, count + less)
                        longer.setdefault(size, []).append((score, (*before, short)))
        ways = {
            size: heapq.nsmallest(_KEPT, kept, key=lambda one: (one[0], [short.text for short in one[1]]))
            for size, kept in longer.items()
        }
    ranked = sorted(
        ((first, cut, -size, count, parts) for size, kept in ways.items() for (first, cut, count), parts in kept),
        key=lambda one: (one[:4], [short.text for short in one[4]]),
    )
    told: dict[tuple[bool, ...], tuple[int, int, tuple[_Short, ...]]] = {}
    for first, cut, _, _, parts in ranked:  # the best of those that shorten the same words
        told.setdefault(tuple(part.text != word for word, part in zip(words, parts, strict=True)), (first, cut, parts))
    return AddressingName(tidy, tuple(_short_name(words, *how) for how in list(told.values())[:CANDIDATES]))


def _short_name(words: list[str], first: int, cut: int, parts: tuple[_Short, ...]) -> ShortName:
    shortened = tuple((word, part.text) for word, part in zip(words, parts, strict=True) if part.text != word)
    verified = all(part.verified and not part.cut for part in parts)
    return ShortName(" ".join(part.text for part in parts), shortened, bool(first), cut, verified)


def require_letters(name: str) -> None:
    """Raise `ParamError` for a name without a letter."""
    if not any(letter.isalpha() for letter in name):
        raise ParamError(
            Text(f"vejnavnet {name!r}", f"the road name {name!r}"),
            Text("et navn med bogstaver", "a name with letters"),
            Text("skriv navnet", "write the name"),
        )


@cache
def _tables() -> tuple[Mapping[str, tuple[_Short, ...]], tuple[tuple[str, _Short], ...]]:
    words: dict[str, tuple[_Short, ...]] = {}
    endings = []
    frame = load_table("road_name_abbreviations").frame.sort_values(["rank"], kind="stable")
    for row in frame.to_dict("records"):
        short = _Short(str(row["abbreviation"]), verified=bool(row["verified"]))
        if row["part"] == "ending":
            endings.append((str(row["name_da"]), short))
        else:
            word = str(row["name_da"]).casefold()
            words[word] = (*words.get(word, ()), short)
    endings.sort(key=lambda one: (-len(one[0]), one[0]))
    return words, tuple(endings)


def _ways_of(word: str) -> list[_Short]:
    """Return how a word may be written, whole first."""
    words, endings = _tables()
    made = [_Short(word), *words.get(word.casefold(), ())]
    for ending, short in endings:
        head = word[: len(word) - len(ending)]
        if len(head) > 1 and word.casefold().endswith(ending):
            made.append(_Short(head + short.text, verified=short.verified))
            break
    if word.replace("-", "").isalpha() and len(word) > _WHOLE and word.casefold() not in words:
        made += [_Short(word[:keep].rstrip("-") + ".", cut=1) for keep in range(len(word) - 2, _LEAST_CUT - 1, -1)]
    if word[0].isalpha():
        made += [_Short(word[:keep] + ".", cut=9) for keep in (2, 1)]
    return [one for one in made if len(one.text) < len(word) or one.text == word]


def addressing_faults(name: str, addressing: str | None = None) -> tuple[NameFault, ...]:
    """Return what is wrong with an addressing name, or what one to choose where none is given (rule A25).

    >>> [one.check for one in addressing_faults("Uglevej", "Uglev.")]
    ['addressing_differs']
    """
    made = addressing_name(name)
    limit = ADDRESSING_LENGTH
    if addressing is None or not addressing.strip():
        if len(made.name) <= limit:
            return ()
        return (fault("addressing_needed", limit=limit, found=made.text),) if made.text else (
            fault("addressing_none", limit=limit),)  # fmt: skip
    told = []
    if len(addressing) > limit:
        told.append(fault("addressing_long", found=len(addressing), limit=limit))
    if len(made.name) <= limit:
        return (*told, fault("addressing_differs", limit=limit)) if addressing != made.name else tuple(told)
    words, parts = made.name.split(), re.split(r"[\s.]+|(?<=\.)", addressing.strip())
    away = _words_away(words, [part for part in parts if part])
    if away:
        told.append(fault("addressing_words", found=", ".join(away)))
    elif len(words) > 1 and addressing.split()[0] != words[0]:
        told.append(fault("addressing_first"))
    best = made.candidates[0] if made.candidates else None
    if best is not None and len(addressing) < len(best.text) and not best.first_shortened and not best.cut:
        told.append(fault("addressing_short", found=len(addressing), limit=limit, better=best.text))
    return tuple(told)


def _words_away(words: list[str], parts: list[str]) -> list[str]:
    """Return words of a name that no part of the short one begins like, in their order."""
    away, k = [], 0
    for word in words:
        found = next((n for n in range(k, len(parts)) if parts[n][:1].casefold() == word[:1].casefold()), None)
        if found is None:
            away.append(word)
        else:
            k = found + 1
    return away
