"""How a road name is written (skriveform): what can be seen without a dictionary.

It never says that the official spelling is met: there is no dictionary here. What was asked, and what was not, stands
in `NOT_ASKED`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from gistools.addresses.checks_written import NAME_LENGTH
from gistools.addresses.road_names_checks import NameFault, fault
from gistools.addresses.road_names_order import plain_letters
from gistools.addresses.road_names_short import require_letters
from gistools.addresses.road_names_sound import abbreviation_meanings, road_ending
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_ASKED = Text(
    "Retskrivningen (Dansk Sprognævn) er ikke prøvet: gistools har ingen ordbog. Prøvet er mellemrum, store bogstaver, "
    "aa og å, forkortelser, bindestreger, endelser og fremmede tegn.",
    "The official spelling (Dansk Sprognævn) was not tested: gistools has no dictionary. Tested were blanks, capitals, "
    "aa and å, abbreviations, hyphens, endings and foreign signs.",
)
"""What the checks of the written form do and do not tell."""

_SMALL_WORDS = (
    "af anno bag bak da de del den der des det di du en et for fra gl i la le med mod når og om over på the til "
    "under van ved von y zu zur ad hos indtil mellem uden"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_SIGNS = frozenset(" .-'´’/")
_KNOWN = "abcdefghijklmnopqrstuvwxyzæøåé"
_INITIALS = re.compile(r"([^\W\d_]\.)+-?([^\W\d_]\.?)?|[^\W\d_]")
_AS_NUMBER = re.compile(r"(?:^|\s)(\d+(?:\s?[^\W\d_])?)$")
_ORDINAL = re.compile(r"\d+\.(['´’]?s)?")
_LONG_WORD = 4  # letters from which a word in capitals is no abbreviation
_TAILS = frozenset({"ej", "ejen", "ade", "aden", "lads", "ladsen", "ræde", "træde", "ænge", "ænget", "ti", "tien"})
_FULL_NAME = ("vej", "gade", "plads", "alle", "stræde", "boulevard", "torv", "have", "park")
_GENITIVE = frozenset("sxz")


def name_form_faults(name: str, spoken_name: str | None = None) -> tuple[NameFault, ...]:
    """Return what can be seen to be wrong in how a road name is written (skriveform).

    Parameters
    ----------
    name:
        The road name.
    spoken_name:
        As it is said, where that was told (rule A27).

    Raises
    ------
    ParamError
        For a name without a letter.

    >>> [(one.rule, one.reason.en) for one in name_form_faults("Uglev ej ")]
    [('G09', 'a space at an end'), ('A26', 'Uglev ej looks parted in the wrong place; did you mean Uglevej?')]
    >>> name_form_faults("H.C. Lumbyes Vej")
    ()
    """
    require_letters(name)
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    words = tidy.split(" ")
    return (
        *_outside(name, tidy),
        *_numbers(tidy, words),
        *_capitals(tidy, words),
        *_letters(tidy, words),
        *_parts(words),
        *_full_name(words),
        *_abbreviations(words, spoken_name),
    )


def _outside(name: str, tidy: str) -> Iterator[NameFault]:
    """Find what is wrong with lengths, blanks and loose marks."""
    if len(tidy) > NAME_LENGTH:
        yield fault("too_long", found=len(tidy), limit=NAME_LENGTH)
    if name != name.strip():
        yield fault("space_end")
    if re.search(r"\s\s", name.strip()):
        yield fault("space_double")
    if others := sorted({c for c in name if c.isspace() and c != " "} | {c for c in name if _unseen(c)}):
        yield fault("space_other", found=", ".join(f"U+{ord(c):04X}" for c in others))
    if not unicodedata.is_normalized("NFC", name):
        yield fault("letters_apart", found=tidy)
    if "," in name:
        yield fault("comma")


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cf", "Cc"} and not letter.isspace()


def _numbers(tidy: str, words: list[str]) -> Iterator[NameFault]:
    """Find numbers: at the end they read as a house number; elsewhere, ordinals (1. Maj) apart, they are rare."""
    if last := _AS_NUMBER.search(tidy):
        yield fault("number_last", found=last[1])
        words = tidy[: last.start()].split()
    if found := [word for word in words if any(c.isdigit() for c in word) and not _ORDINAL.fullmatch(word)]:
        yield fault("number", found=", ".join(found))


def _capitals(tidy: str, words: list[str]) -> Iterator[NameFault]:
    long = [word for word in words if word.isalpha() and len(word) >= _LONG_WORD]
    if long and all(word.isupper() for word in long):
        yield fault("capitals_only")
        return
    if tidy[0].islower():
        yield fault("small_first")
    for word in words[1:]:
        if word[0].islower() and word.strip(".") not in _SMALL and word not in _TAILS:
            yield fault("small_word", found=word)
    for word in words:
        inside = re.sub(r"(^|[.'´’/-])(Mc|Mac)?\w", "", word)
        if any(letter.isupper() for letter in inside) and not re.fullmatch(r"[IVX]+(['´’]?s)?", word):
            yield fault("capital_inside", found=word)


def _letters(tidy: str, words: list[str]) -> Iterator[NameFault]:
    small = tidy.casefold()
    doubled = [word for word in words if "aa" in word.casefold()]
    if doubled:
        yield fault("aa_mixed") if "å" in small else fault("aa", found=", ".join(doubled))
    letters = sorted({c for c in small if c.isalpha() and c not in _KNOWN})
    if letters:
        yield fault("letter", found=", ".join(letters))
    signs = sorted({c for c in small if not c.isalnum() and c not in _SIGNS and c != "," and not _unseen(c)
                    and not unicodedata.combining(c)})  # fmt: skip
    if signs:
        yield fault("sign", found=" ".join(signs))
    if plain_letters(words[-1]) in {"alle", "alleen", "allee"}:
        yield fault("alle")


def _parts(words: list[str]) -> Iterator[NameFault]:
    """Find endings that are parted from their word, hyphens, dots."""
    for before, word in itertools.pairwise(words):
        if word in _TAILS:
            yield fault("ending_apart", found=f"{before} {word}", better=before + word)
    for k, word in enumerate(words):
        if word.startswith("-") or word.endswith("-") or "--" in word:
            yield fault("hyphen", found=" ".join(words[max(k - 1, 0) : k + 2]))
        elif "-" in word:
            ended = road_ending(plain_letters(word.rpartition("-")[2]))
            if ended is not None and not ended[0]:
                yield fault("hyphen_ending", found=word)
        if re.search(r"\.[^\W\d_]{2,}", word):
            yield fault("dot_space", found=word)


@cache
def _first_names() -> frozenset[str]:
    frame = load_table("road_name_abbreviations").frame
    return frozenset(frame.loc[frame["part"] == "first_name", "name_da"].str.casefold())


def _full_name(words: list[str]) -> Iterator[NameFault]:
    """Find names of persons in full: the ending is a word of its own, and the word before it bears a genitive s."""
    person = words[0].casefold() in _first_names() or _INITIALS.fullmatch(words[0])
    if len(words) < 2 or not person:  # noqa: PLR2004 - a name and an ending
        return
    last = plain_letters(words[-1])
    ended = road_ending(last)
    if ended is None or ended[2] not in _FULL_NAME:
        return
    if ended[0] and ended[0][-1] in _GENITIVE:
        yield fault("full_name_joined", found=words[-1])
    elif not ended[0] and len(words) > 2 and plain_letters(words[-2])[-1] not in _GENITIVE:  # noqa: PLR2004
        yield fault("genitive", found=words[-2])


def _abbreviations(words: list[str], spoken_name: str | None) -> Iterator[NameFault]:
    short = shortened_words(words)
    for word in short:
        yield fault("abbreviation", found=word)
        if not word.endswith(".") and "/" not in word:
            yield fault("dot_missing", found=word)
    if not short:
        return
    said = " ".join((spoken_name or "").split())
    if not said or said.casefold() == " ".join(words).casefold():
        known = [meaning for word in short for meaning in abbreviation_meanings().get(_bare(word), ())]
        told = Text(f" (fx {' eller '.join(known)})", f" (such as {' or '.join(known)})") if known else Text("", "")
        yield fault("spoken_missing", found=", ".join(short), readings=told)
    elif still := [word for word in shortened_words(said.split(" ")) if _bare(word) in map(_bare, short)]:
        yield fault("spoken_short", found=", ".join(still))


def _bare(word: str) -> str:
    return plain_letters(word).strip(".")


def shortened_words(words: list[str]) -> list[str]:
    """Return the words that are abbreviations and not said as written; initials are said so, and are none.

    >>> shortened_words("Gl. H.C. Andersens Vej".split()), shortened_words("10. Februar Vej".split())
    (['Gl.'], [])
    """
    made = []
    for word in words:
        bare = _bare(word)
        initials = _INITIALS.fullmatch(word) is not None
        dotted = word.endswith(".") and any(c.isalpha() for c in bare)
        if not initials and (dotted or (bare in abbreviation_meanings() and len(words) > 1)):
            made.append(word)
    return made
