"""Random small registers and random planned changes of them, for the keying list and the reconciliation."""

from __future__ import annotations

from hypothesis import strategies as st

from gistools.addresses import PlannedChange, read_register
from gistools.addresses.keying_steps import status_path

ROADS, POINTS, HOUSES, FLATS = (tuple(f"{letter}{k}" for k in range(3)) for letter in "vkha")
FIELDS = {
    "named_road": {"road_name": st.sampled_from(["Skeevej", "Åløkken"])},
    "road_part": {"road_id": "named_road", "road_code": st.sampled_from(["0001", "0002"])},
    "point": {"position": st.sampled_from([f"POINT (70000{k} 6170005)" for k in range(4)])},
    "house_number": {"road_id": "named_road", "access_point_id": "point",
                     "number": st.sampled_from(["1", "2", "3"])},
    "address": {"house_number_id": "house_number", "floor": st.sampled_from(["", "st", "1"])},
}  # fmt: skip
NEEDED = {"named_road": {"road_name": "Vej", "addressing_name": ""}, "road_part": {"municipality": "0101"}}
ALIASES = {"road_name": "vejnavn", "addressing_name": "vejadresseringsnavn", "road_id": "navngivenvej_id",
           "road_code": "vejkode", "municipality": "kommune", "position": "position",
           "access_point_id": "adgangspunkt_id", "number": "husnummertekst", "house_number_id": "husnummer_id",
           "floor": "etagebetegnelse"}  # fmt: skip
SOURCES = {"named_road": "NavngivenVej", "road_part": "NavngivenVejKommunedel", "point": "Adressepunkt",
           "house_number": "Husnummer", "address": "Adresse"}  # fmt: skip


def scale(name):
    return "point" if name == "point" else "address"


def register_of(objects):
    """Return a register of objects by kind and id, each its values."""
    rows = {SOURCES[name]: [] for name in SOURCES}
    for (name, one), values in objects.items():
        told = {ALIASES[column]: value for column, value in values.items() if column != "status"}
        line = {"adressebetegnelse": ""} if name == "address" else {}
        rows[SOURCES[name]].append({"id": one, "status": str(values["status"]), **line, **told})
    return read_register(rows).at("2026-11-28")


@st.composite
def worlds(draw, *, whole=False):
    """Return objects and planned changes; ``whole`` for registers in which everything rests on what carries it."""
    prefixes = {"named_road": "v", "road_part": "d", "point": "k", "house_number": "h", "address": "a"}
    ids = {name: [f"{prefixes[name]}{k}" for k in range(draw(st.integers(0 if name == "road_part" else 1, 3)))]
           for name in FIELDS}  # fmt: skip
    new = {name: [f"n{prefixes[name]}{k}" for k in range(draw(st.integers(0, 1)))] for name in FIELDS}

    def value(name, column, known):
        kind = FIELDS[name][column]
        if not isinstance(kind, str):
            return draw(kind)
        return draw(st.sampled_from([*known[kind], *([""] if kind == "point" else [])]))

    statuses = {"point": [8] if whole else [7, 8, 8, 9], "address": [3] if whole else [1, 2, 3, 3, 3, 4]}
    objects = {}
    for name, columns in FIELDS.items():
        for one in ids[name]:
            told = {column: value(name, column, ids) for column in columns}
            objects[name, one] = {
                **NEEDED.get(name, {}),
                **told,
                "status": draw(st.sampled_from(statuses[scale(name)])),
            }
    both = {name: [*ids[name], *new[name]] for name in FIELDS}
    changes = []
    for name, columns in FIELDS.items():
        for one in new[name]:
            told = {column: value(name, column, both) for column in columns}
            told |= {"addressing_name": told["road_name"]} if name == "named_road" else {}  # rule A25
            status = draw(st.sampled_from([7, 8] if name == "point" else [1, 2, 3]))
            changes.append(PlannedChange(name, one, None, {**NEEDED.get(name, {}), **told, "status": status}, "ny"))
        for one in ids[name]:
            if draw(st.integers(0, 2)) == 0:
                old = objects[name, one]
                mine = draw(st.sets(st.sampled_from([*columns, "status", "status"]), min_size=1, max_size=2))
                after = {column: value(name, column, both) for column in sorted(mine - {"status"})}
                if "status" in mine:
                    reach = [code for code in (range(6, 10) if name == "point" else range(1, 7))
                             if status_path(scale(name), old["status"], code) is not None]  # fmt: skip
                    after["status"] = draw(st.sampled_from(reach))
                changes.append(PlannedChange(name, one, {column: old[column] for column in after}, after, "ret"))
    return objects, changes
