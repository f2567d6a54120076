"""What a Danish road name sounds like (lydnøgle), so that names spelled otherwise can be told to be said alike.

The steps are gistools' own, drawn from Danish spelling and not verified by a phonetician; each bears its reason. They
tell what may be confused; whether it is, a human decides.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from gistools.addresses.road_names_order import plain_letters
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_READINGS = 8
_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_SAID_AS = "a be se de e ef ge hå i jåd kå el em en o pe ku er es te u ve dobbeltve eks y set æ ø å"
_LETTER_NAMES = dict(zip(_LETTERS, _SAID_AS.split(), strict=True))
_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv"
_ROMAN = {numeral: str(k) for k, numeral in enumerate(_NUMERALS.split(), 1)}


@dataclass(frozen=True, slots=True)
class SoundStep:
    """A step from spelling to sound.

    Parameters
    ----------
    name:
        Of the step.
    pattern, becomes:
        What is replaced, in small letters (a regular expression), and by what.
    why:
        What about spelling or speech it stands for.
    """

    name: str
    pattern: re.Pattern[str]
    becomes: str
    why: Text


def _step(name: str, pattern: str, becomes: str, da: str, en: str) -> SoundStep:
    return SoundStep(name, re.compile(pattern), becomes, Text(da, en))


JOINED = Text("ord i ét eller flere", "words in one or several")
DEFINITE = Text("bestemt form", "definite form")
SPELLED_OUT = Text("forkortelse", "abbreviation")
DOUBLE_A = Text("aa som å", "aa as å")

STEPS: tuple[SoundStep, ...] = (
    _step("sch", r"sch", "sj", "sch som sj", "sch as sj"),
    _step("ck", r"ck", "k", "ck som k", "ck as k"),
    _step("ch", r"ch", "k", "ch som k", "ch as k"),
    _step("soft_c", r"c(?=[eiyæø])", "s", "c som s", "c as s"),
    _step("hard_c", r"c", "k", "c som k", "c as k"),
    _step("qu", r"qu", "kv", "qu som kv", "qu as kv"),
    _step("q", r"q", "k", "q som k", "q as k"),
    _step("x", r"x", "ks", "x som ks", "x as ks"),
    _step("z", r"z", "s", "z som s", "z as s"),
    _step("w", r"w", "v", "w som v", "w as v"),
    _step("ph", r"ph", "f", "ph som f", "ph as f"),
    _step("th", r"(?<!s)th(?!ø|å|ave|avn|us|av)", "t", "th som t", "th as t"),
    _step("dt", r"dt", "t", "dt som t", "dt as t"),
    _step("silent_h", r"h(?=[vj])", "", "stumt h foran v og j", "silent h before v and j"),
    _step("old_j", r"(?<!s)([kg])j(?=[eæø])", r"\1", "kj og gj som k og g", "kj and gj as k and g"),
    _step("silent_d", r"(?<=[lnr])d(?!d)", "", "stumt d efter l, n og r", "silent d after l, n and r"),
    _step("silent_g", r"(?<=[uy])g(?=l)", "", "stumt g som i ugle", "silent g as in ugle"),
    _step("eg", r"eg(?=[nl](?!e))", "ej", "eg som ej, som i egn", "eg as ej, as in egn"),
    _step("øg", r"øg(?=[nl](?!e))", "øj", "øg som øj, som i døgn", "øg as øj, as in døgn"),
    _step("ag", r"ag(?=[nl](?!e))", "av", "ag som av, som i hagl", "ag as av, as in hagl"),
    _step("og", r"og(?=[nl](?!e))", "ov", "og som ov, som i sogn", "og as ov, as in sogn"),
    _step("oj", r"eu|oj|oi|øi", "øj", "eu, oj og øi som øj", "eu, oj and øi as øj"),
    _step("aj", r"ej|ei|ai|ay|ey", "aj", "ej, ei og ai som aj", "ej, ei and ai as aj"),
    _step("av", r"au", "av", "au som av", "au as av"),
    _step("gt", r"g(?=t)", "k", "g som k foran t", "g as k before t"),
    _step("bt", r"b(?=t)", "p", "b som p foran t", "b as p before t"),
    _step("æ", r"æ", "e", "æ og e lyder ens", "æ and e sound alike"),
    _step("double", r"(.)\1+", r"\1", "dobbelt bogstav", "a letter doubled"),
)  # fmt: skip
"""The steps, in the order in which they are taken."""


@dataclass(frozen=True, slots=True)
class NameSound:
    """How a name is heard, in one reading.

    Parameters
    ----------
    key:
        The sounds, joined; equal for names that are said alike.
    stem:
        How many of them stand before the ending, which is what tells names apart.
    why:
        What made the key differ from the spelling.
    """

    key: str
    stem: int
    why: tuple[Text, ...]


@lru_cache(maxsize=4096)
def road_name_sounds(name: str) -> tuple[NameSound, ...]:
    """Return how a name may be said; several for one with an abbreviation that can mean several words.

    >>> [sound.key for sound in road_name_sounds("Hvidekær")], [sound.key for sound in road_name_sounds("Videkær")]
    (['videker'], ['videker'])
    >>> sorted(sound.key for sound in road_name_sounds("Gl. Skovvejen"))
    ['gamelskovaj', 'gamleskovaj']
    """
    return unread_sounds(name)


def unread_sounds(name: str) -> tuple[NameSound, ...]:
    """Return what `road_name_sounds` does, without keeping it: for lists of many names."""
    plain = plain_letters(name)
    why = [JOINED] if re.search(r"[\s-]", plain.strip()) else []
    if "aa" in plain:
        plain = plain.replace("aa", "å")
        why.append(DOUBLE_A)
    words = [word.lstrip("'´`’") for word in re.split(r"[^a-z0-9æøå.'´`’]+|(?<=\.)", plain) if word.strip(".'´`’")]
    if not words:
        return ()
    options = [_readings(word, last=k == len(words) - 1, alone=len(words) == 1) for k, word in enumerate(words)]
    made: dict[str, NameSound] = {}
    for reading in itertools.islice(itertools.product(*options), _MOST_READINGS):
        extra = [SPELLED_OUT] if list(reading) != [word.strip(".") for word in words] else []
        sound = _heard(list(reading), [*why, *extra])
        made.setdefault(sound.key, sound)
    return tuple(made.values())


def _readings(word: str, *, last: bool, alone: bool) -> list[str]:
    """Return what a word may stand for."""
    bare = word.strip(".")
    numeral = re.sub(r"['´`’]s?$|s$", "", bare)
    if numeral in _ROMAN and (len(numeral) > 1 or numeral != bare):
        return [_ROMAN[numeral]]
    if not alone:
        known = abbreviation_meanings().get(bare, ())
        if len(bare) == 1 and bare.isalpha() and not (last and known and word != bare):
            return [_LETTER_NAMES[bare]] if word != bare or not last else [bare]
        if known and (word != bare or len(bare) > 1):
            return list(known)
    return [re.sub(r"['´`’]", "", bare)]


@cache
def abbreviation_meanings() -> Mapping[str, tuple[str, ...]]:
    """Return the words that each abbreviation may stand for, both in small letters and without dots."""
    made: dict[str, dict[str, None]] = {}
    for row in load_table("road_name_abbreviations").frame.to_dict("records"):
        short = plain_letters(str(row["abbreviation"])).strip(".")
        if str(row["part"]) != "ending" and len(short) > 1:
            made.setdefault(short, {})[plain_letters(str(row["name_da"]))] = None
    return {short: tuple(words) for short, words in made.items()}


@cache
def _definite() -> tuple[tuple[str, str], ...]:
    """Return definite endings with what they are without, the longest first; and endings, which stay."""
    made = {}
    for row in load_table("road_name_endings").frame.to_dict("records"):
        plain = plain_letters(str(row["name_da"]))
        made[plain] = plain
        made |= {plain_letters(form): plain for form in str(row["definite"]).split()}
    return tuple(sorted(made.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def road_ending(word: str) -> tuple[str, str, str] | None:
    """Return what stands before the ending of a word in small letters, the ending as written, and as indefinite.

    >>> road_ending("skovvejen"), road_ending("vejen"), road_ending("harken")
    (('skov', 'vejen', 'vej'), ('', 'vejen', 'vej'), None)
    """
    for written, plain in _definite():
        if word.endswith(written):
            return word[: len(word) - len(written)], written, plain
    return None


def _heard(words: list[str], why: list[Text]) -> NameSound:
    ended = road_ending(words[-1])
    stem = "".join(words) if ended is None else "".join([*words[:-1], ended[0]])
    ending = "" if ended is None else ended[2]
    if ended is not None and ended[1] != ending:
        why.append(DEFINITE)
    if not stem:  # a name such as Vejen: its ending is all of it
        stem, ending = ending, ""
    steps: list[Text] = []
    key = _said(stem + ending, steps)
    return NameSound(key, len(_said(stem, [])), tuple(why + steps))


def _said(text: str, why: list[Text]) -> str:
    for step in STEPS:
        becomes = step.pattern.sub(step.becomes, text)
        if becomes != text:
            why.append(step.why)
            text = becomes
    return text
