"""The order of names in Danish lists (alfabetisering): æ ø å after z, and aa as å."""

from __future__ import annotations

import unicodedata

_PLACE = {letter: k for k, letter in enumerate(" 0123456789abcdefghijklmnopqrstuvwxyzæøå", start=1)}
_AS = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ß": "ss", "ð": "d", "þ": "th", "-": " ", "/": " "})
_OWN = "æøå"


def plain_letters(text: str) -> str:
    """Return text in small Danish letters: accents taken off, ä ö ü as æ ø y.

    >>> plain_letters("Utzons Allé"), plain_letters("Müllers Å")
    ('utzons alle', 'myllers å')
    """
    small = unicodedata.normalize("NFC", text).casefold().translate(_AS)
    apart = (c if c in _OWN else unicodedata.normalize("NFD", c) for c in small)
    return "".join(c for c in "".join(apart) if not unicodedata.combining(c))


def road_name_key(name: str) -> tuple[tuple[int, ...], str, str]:
    """Return what names of roads and places are sorted by in Danish.

    Words come before what they begin (``Sø`` before ``Søen``), æ ø å after z, and aa in a name is å; accents count
    only between names that are otherwise equal, and so do dots.

    >>> sorted(["Åvej", "Zeusvej", "Aagade", "Æblevej", "Abels Vej", "Ørsteds Vej"], key=road_name_key)
    ['Abels Vej', 'Zeusvej', 'Æblevej', 'Ørsteds Vej', 'Aagade', 'Åvej']
    """
    letters = plain_letters(name).replace("aa", "å")
    places = tuple(_PLACE[letter] for letter in letters if letter in _PLACE)
    return places, name.casefold().replace("å", " "), name
