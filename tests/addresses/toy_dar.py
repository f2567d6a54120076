"""A toy of the address register that refuses what is out of order: written from the facts, apart from the code.

It holds objects as plain dictionaries and takes one action at a time. It knows the life cycle, that an object may only
name what is there in a status that can carry it, that nothing ends while it is used, and what stands once.
"""

from __future__ import annotations

import shapely

MOVES = {"point": {7: {8, 6}, 8: {9}}, "other": {1: {2, 6}, 2: {3, 5}, 3: {4}}}
NAMES = {
    "road_part": {"road_id": "named_road"},
    "house_number": {"road_id": "named_road", "access_point_id": "point", "road_point_id": "point"},
    "address": {"house_number_id": "house_number", "door_point_id": "point"},
    "building": {"house_number_id": "house_number"},
    "unit": {"address_id": "address"},
}
ONCE = {"house_number": ("road_id", "number"), "address": ("house_number_id", "floor", "door"),
        "road_part": ("municipality", "road_code")}  # fmt: skip


class RefusedError(Exception):
    """The toy refuses an action."""


def refuse(*what):
    """Refuse, with what is wrong."""
    raise RefusedError(*what)


def plain(value):
    return value.wkt if isinstance(value, shapely.Geometry) else value


class ToyDar:
    """Objects by kind and id."""

    def __init__(self, tables):
        self.objects = {(name, row["object_id"]): {k: plain(v) for k, v in row.items() if k != "object_id"}
                        for name, table in tables.items() for row in table.to_dict("records")}  # fmt: skip

    def carries(self, kind, status, holder):
        """Whether something in a status can be named by a holder in another."""
        if kind == "point":
            return status in ({8} if holder == 3 else {7, 8})
        return status in {1: {1, 2, 3}, 2: {2, 3}, 3: {3}, None: {2, 3}}[holder]

    def check_names(self, key, columns=None):
        told = self.objects[key]
        holder = told.get("status")
        for column, kind in NAMES.get(key[0], {}).items():
            named = told.get(column)
            if not named or (columns is not None and column not in columns):
                continue
            other = self.objects.get((kind, named))
            if other is None:
                refuse(f"{key} names {kind} {named}, which is not there")
            if not self.carries(kind, other["status"], holder):
                refuse(f"{key} ({holder}) rests on {kind} {named} ({other['status']})")

    def check_once(self, key):
        if key[0] in ONCE and self.objects[key]["status"] in {2, 3}:
            mine = tuple(self.objects[key][column] for column in ONCE[key[0]])
            for other, told in self.objects.items():
                if (other != key and other[0] == key[0] and told["status"] in {2, 3}
                        and tuple(told[column] for column in ONCE[key[0]]) == mine):  # fmt: skip
                    refuse(f"{key} and {other} are both {mine}")

    def check_unused(self, key):
        for other, told in self.objects.items():
            for column, kind in NAMES.get(other[0], {}).items():
                if (kind, told.get(column)) == key and told.get("status") in {1, 2, 3, None}:
                    refuse(f"{key} ends, but {other} uses it")

    def check_there(self, step):
        key = step.key
        if step.kind == "create":
            if key in self.objects:
                refuse(f"{key} is there")
            if step.status_after not in {1, 7}:
                refuse("made in a later status")
            self.objects[key] = {"status": step.status_after, "floor": "", "door": "", "number": ""}
        elif key not in self.objects:
            refuse(f"{key} is not there")

    def do(self, step):
        """Do one action, or refuse it."""
        key, scale = step.key, "point" if step.key[0] == "point" else "other"
        self.check_there(step)
        told = self.objects[key]
        for column, (before, after) in step.fields.items():
            if step.kind != "create" and told.get(column) != plain(before):
                refuse(f"{key} {column} is {told.get(column)}, not {before}")
            told[column] = plain(after)
        if step.kind == "status":
            if told["status"] != step.status_before or step.status_after not in MOVES[scale].get(told["status"], ()):
                refuse(f"{key} from {told['status']} to {step.status_after}")
            told["status"] = step.status_after
        ended = told.get("status") in {4, 5, 6, 9}
        if ended and step.kind == "status":
            self.check_unused(key)
        if not ended:
            self.check_names(key, None if step.kind != "change" else step.fields)
            claims = {"status"} if step.kind == "status" and step.status_after == 2 else set(step.fields)
            if claims & {"status", *ONCE.get(key[0], ())}:
                self.check_once(key)
