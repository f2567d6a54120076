"""How alike two road names are to the ear: identical, same, near or apart, and why.

Two sounds are laid beside each other with the fewest and smallest changes. What a change costs, and how much a name of
a length bears, are gistools' own choices, set so that the examples of the address order come out as they should and
that a list can be read; they are not verified. The grade is symmetric: it does not matter which name is asked about.
"""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from gistools.addresses.road_names_sound import NameSound, road_name_sounds
from gistools.styles.columns_addresses import NAME_GRADES
from gistools.text import Text, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    F32 = npt.NDArray[np.float32]
    Codes = npt.NDArray[np.uint8]

ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå0123456789"
VOWELS = "aeiouyæøå"

NEAR_SOUNDS = {
    0.25: "åo",
    0.5: "bp dt gk vf mn ae ei yø ou eø jy iy øå ij uv",
    0.75: "vg jg vb",
    1.0: "ln lm kh sf es",
    1.25: "kt pt kp nr lr",
}
"""Pairs of sounds that are easily taken for one another, by what the change costs."""

FAR_VOWEL, FAR_CONSONANT, FAR_KIND, FAR_DIGIT = 1.5, 1.5, 2.0, 9.0
LEFT_OUT = {"e": 0.5, "s": 0.75, "h": 0.75, "j": 0.75, "g": 0.75, "d": 0.75, "v": 1.0, "r": 0.75}
LEFT_OUT_ELSE = 1.0
SWAPPED = 0.75
FIRST_TIMES, FIRST_FAR, FIRST_LEFT_OUT, FIRST_H = 2.0, 3.0, 2.0, 1.0
"""The first sound bears the stress: a change of it costs twice, a far one three, leaving it out two, and an h one."""

LIMITS = ((2, 0.5), (6, 1.0), (10, 1.25), (99, 1.5))
"""How much names may differ and be near, by the sounds before the ending of the shorter: up to how many, how much."""


MOST_APART = int(max(most for _, most in LIMITS) / min(*LEFT_OUT.values(), LEFT_OUT_ELSE))
"""By how many sounds the lengths of near names can differ, since each that is left out costs."""


class NameGrade(enum.StrEnum):
    """How alike two names are."""

    IDENTICAL = "identical"  # written alike but for capitals and blanks
    SAME = "same"  # said alike
    NEAR = "near"  # may be confused when said fast
    APART = "apart"

    @property
    def label(self) -> Text:
        """Its name for people."""
        return NAME_GRADES[self]


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """How alike two names are, and why.

    Parameters
    ----------
    grade:
        The judgement; same and near are for a human to decide on.
    reason:
        What it rests on.
    cost, limit:
        How much their sounds differ, and how much names of their length may differ and be near.
    """

    grade: NameGrade
    reason: Text
    cost: float
    limit: float


def compare_road_names(name: str, other: str) -> NameLikeness:
    """Return how alike two road names are to the ear.

    >>> compare_road_names("Skovvej", "Skovvejen").reason.da
    'lyder ens: bestemt form'
    >>> compare_road_names("Uglevej", "Ulvevej").reason.en
    'sounds nearly the same: “ulevaj” and “ulvevaj”'
    >>> str(compare_road_names("Nørregade", "Søndergade").grade)
    'apart'
    """
    if written(name) == written(other):
        return NameLikeness(NameGrade.IDENTICAL, NameGrade.IDENTICAL.label, 0.0, 0.0)
    mine, theirs = road_name_sounds(name), road_name_sounds(other)
    if not mine or not theirs:
        return NameLikeness(NameGrade.APART, NameGrade.APART.label, float("inf"), 0.0)
    found = [
        (sound_costs(a, *packed([b.key for b in theirs])) - (limits := _limits(a, theirs)), limits, a) for a in mine
    ]
    excess, limits, a = min(found, key=lambda one: float(one[0].min()))
    k = int(excess.argmin())
    same = next(((p, q) for p in mine for q in theirs if p.key == q.key), None)
    return likeness_of(*(same or (a, theirs[k])), float(excess[k] + limits[k]))


def _limits(sound: NameSound, others: Sequence[NameSound]) -> F32:
    return near_limits(np.minimum([other.stem for other in others], sound.stem))


def likeness_of(sound: NameSound, other: NameSound, cost: float) -> NameLikeness:
    """Return the likeness of two sounds whose changes cost so much."""
    limit = float(near_limits(np.array([min(sound.stem, other.stem)]))[0])
    if sound.key == other.key:
        why = [one for one in dict.fromkeys((*sound.why, *other.why)) if (one in sound.why) != (one in other.why)]
        told = why or [Text("samme udtale", "the same pronunciation")]
        grade, tail = NameGrade.SAME, joined(told, ", ")
    else:
        grade = NameGrade.NEAR if cost <= limit else NameGrade.APART
        tail = Text(f"»{sound.key}« og »{other.key}«", f"“{sound.key}” and “{other.key}”")
    title = grade.label
    return NameLikeness(grade, Text(f"{title.da}: {tail.da}", f"{title.en}: {tail.en}"), cost, limit)


def written(name: str) -> str:
    """Return a name without what does not make it another one: capitals, blanks at ends and doubled, loose marks."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def near_limits(stems: npt.ArrayLike) -> F32:
    """Return how much names may differ and be near, by how many sounds the shorter has before its ending."""
    tops, most = zip(*LIMITS, strict=True)
    where = np.minimum(np.searchsorted(tops, np.asarray(stems)), len(most) - 1)
    made: F32 = np.array(most, np.float32)[where]
    return made


def packed(keys: Sequence[str]) -> tuple[Codes, npt.NDArray[np.int64]]:
    """Return keys as codes of their letters, a row each and 255 behind their ends, and their lengths."""
    lengths = np.array([len(key) for key in keys], np.int64)
    codes = np.full((len(keys), int(lengths.max(initial=0))), 255, np.uint8)
    place = {letter: k for k, letter in enumerate(ALPHABET)}
    for row, key in zip(codes, keys, strict=True):
        row[: len(key)] = [place[letter] for letter in key]
    return codes, lengths


@cache
def change_costs() -> tuple[F32, F32]:
    """Return what it costs that a sound is another, and that it is left out, in the order of `ALPHABET`."""
    vowel = np.array([letter in VOWELS for letter in ALPHABET])
    digit = np.array([letter.isdigit() for letter in ALPHABET])
    change = np.where(vowel[:, None] & vowel[None, :], FAR_VOWEL, FAR_CONSONANT).astype(np.float32)
    change[vowel[:, None] != vowel[None, :]] = FAR_KIND
    for cost, pairs in NEAR_SOUNDS.items():
        for a, b in map(tuple, pairs.split()):
            change[ALPHABET.index(a), ALPHABET.index(b)] = change[ALPHABET.index(b), ALPHABET.index(a)] = cost
    change[digit[:, None] | digit[None, :]] = FAR_DIGIT
    np.fill_diagonal(change, 0.0)
    left = np.array([FAR_DIGIT if c.isdigit() else LEFT_OUT.get(c, LEFT_OUT_ELSE) for c in ALPHABET], np.float32)
    return change, left


def _first_costs() -> tuple[F32, F32]:
    change, left = change_costs()
    first = np.where(change >= FAR_VOWEL, np.maximum(change, FIRST_FAR), change * FIRST_TIMES)
    np.fill_diagonal(first, 0.0)
    return first.astype(np.float32), np.where([c == "h" for c in ALPHABET], FIRST_H, np.maximum(left, FIRST_LEFT_OUT))


def sound_costs(sound: NameSound, codes: Codes, lengths: npt.NDArray[np.int64]) -> F32:
    """Return what it costs to make each of many keys of one, all at once.

    Parameters
    ----------
    sound:
        The one.
    codes, lengths:
        The many, `packed`.

    An optimal alignment: each sound stays, becomes another, is left out, or two neighbours are swapped (once).
    """
    change, left = change_costs()
    first_change, first_left = _first_costs()
    mine = packed([sound.key])[0][0]
    count, width = codes.shape
    shown = np.where(codes == 255, 0, codes)  # noqa: PLR2004 - behind the end; never read
    rows: list[F32] = []
    for i in range(len(mine) + 1):
        row = np.zeros((count, width + 1), np.float32)
        if i:
            row[:, 0] = rows[-1][:, 0] + (first_left if i == 1 else left)[mine[i - 1]]
        for j in range(1, width + 1):
            letter = shown[:, j - 1]
            from_left = row[:, j - 1] + (first_left if j == 1 else left)[letter]
            if not i:
                row[:, j] = from_left
                continue
            first = i == 1 and j == 1
            best = np.minimum(
                np.minimum(from_left, rows[-1][:, j] + (first_left if i == 1 else left)[mine[i - 1]]),
                rows[-1][:, j - 1] + (first_change if first else change)[mine[i - 1]][letter],
            )
            if i > 1 and j > 1:
                swap = (letter == mine[i - 2]) & (shown[:, j - 2] == mine[i - 1])
                best = np.where(swap, np.minimum(best, rows[-2][:, j - 2] + SWAPPED), best)
            row[:, j] = best
        rows.append(row)
    made: F32 = rows[-1][np.arange(count), lengths]
    return made
