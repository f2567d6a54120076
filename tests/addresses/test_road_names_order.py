"""The Danish order of names, against lists put in order by hand."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import road_name_key

ORDERED = [
    "1. Tværvej", "Abels Vej", "Alle", "Allé", "Andersvej", "Sø", "Sø Svenstrup Byvej", "Søen", "Søvej",
    "Vej-Hansens Vej",
    "Vejen", "Y Vej", "Yvej", "Zeusvej", "Æblevej", "Ørsteds Vej", "Øvej", "Ågade", "Aagade", "Åsvej", "Aavej",
]  # fmt: skip


def test_names_stand_as_in_a_danish_directory():
    mixed = random.Random(3).sample(ORDERED, len(ORDERED))  # noqa: S311 - no secret
    assert sorted(mixed, key=road_name_key) == ORDERED


@given(st.text("abzæøåÆØÅéü -.1", max_size=8), st.text("abzæøåÆØÅéü -.1", max_size=8))
def test_different_names_never_tie(name, other):
    assert (road_name_key(name) == road_name_key(other)) == (name == other)
