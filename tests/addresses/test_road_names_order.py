"""The Danish order of names, against lists put in order by hand."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from gistools.addresses import AddressCheckParams, check_register, read_register, road_name_key
from gistools.addresses.register_layers import house_number_layer, road_layer
from gistools.addresses.standing import Standing

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


def test_layers_and_the_work_list_are_in_danish_order():
    names = ["Åvej", "Ørnevej", "Æblevej", "Zeusvej", "aagade"]
    line = "LINESTRING (710000 6170000, 710200 6170000)"
    register = read_register({
        "NavngivenVej": [{"id": str(k), "status": "3", "vejnavn": name, "vejnavnelinje": line}
                         for k, name in enumerate(names)],
        "Husnummer": [{"id": f"h{k}", "status": "3", "husnummertekst": "1", "navngivenVej": str(k), "adgangspunkt": "p"}
                      for k in range(len(names))],
        "Adressepunkt": [{"id": "p", "status": "8", "position": "POINT (710000 6170000)"}],
    }).at("2026-11-28")  # fmt: skip
    order = ["Zeusvej", "Æblevej", "Ørnevej", "aagade", "Åvej"]
    standing = Standing(register)
    assert road_layer(standing).road_name.tolist() == order
    assert house_number_layer(standing).road_name.tolist() == order
    bare = [
        {"id": str(k), "status": "3", "vejnavn": name, "vejnavnelinje": "", "vejnavneområde": ""}
        for k, name in enumerate(names)
    ]
    bare.append({"id": "x", "status": "3", "vejnavn": "Abevej", "vejnavnelinje": line})
    found = check_register(read_register({"NavngivenVej": bare}).at("2026-11-28"),
                           AddressCheckParams(day="2026-11-28"), rules=["A31"]).layer  # fmt: skip
    assert found.object_name.tolist() == order
