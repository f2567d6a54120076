"""Plans of small planned roads, drawn by hand with the numbers that the rules give them; metres from a corner.

Each is drawn so that one can follow it on paper: the road begins at ``start``, boxes are west, south, east, north.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from shapely import affinity

CRS = "EPSG:25832"
EAST, NORTH = 500_000.0, 6_200_000.0


def away(shape):
    return affinity.translate(shape, EAST, NORTH)


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=[away(shape) for shape in shapes], crs=CRS)


@dataclass
class Plan:
    road: object
    plots: dict
    start: tuple | None
    tight: dict
    existing: dict = field(default_factory=dict)
    capacity: dict = field(default_factory=dict)
    outlines: list = field(default_factory=list)
    doors: list = field(default_factory=list)
    others: dict = field(default_factory=dict)
    params: dict = field(default_factory=dict)

    def given(self):
        """Return what `propose_numbers` takes: road, targets and keywords."""
        targets = layer(list(self.plots.values()), target_id=list(self.plots))
        if self.capacity:
            targets["capacity"] = [self.capacity.get(name) for name in self.plots]
        more = {"start_at": None if self.start is None else away(shapely.Point(self.start))}
        if self.existing:
            more["existing"] = layer([shapely.Point(xy) for xy in self.existing.values()], number=list(self.existing))
        if self.outlines:
            more["outlines"] = layer(self.outlines)
        if self.doors:
            more["entrances"] = layer([shapely.Point(xy) for xy in self.doors])
        if self.others:
            more["other_roads"] = layer(list(self.others.values()), road_name=list(self.others))
        return away(self.road), targets, more


def line(*xy):
    return shapely.LineString(xy)


def lines(*parts):
    return shapely.MultiLineString(parts)


box = shapely.box
STRAIGHT = {
    **{f"n{k}": box(20 * k - 15, 5, 20 * k + 5, 35) for k in range(1, 5)},
    **{f"s{k}": box(20 * k - 15, -35, 20 * k + 5, -5) for k in range(1, 4)},
}
CIRCLE = [(10 * np.sin(a), 70 - 10 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 33)]
CIRCLE[-1] = CIRCLE[0] = (0.0, 60.0)
STEM = {
    "w1": box(-30, 5, -5, 25), "w2": box(-30, 25, -5, 45), "e1": box(5, 5, 30, 25), "e2": box(5, 25, 30, 45),
}  # fmt: skip
BRANCHED = {
    "a": box(5, 5, 25, 35), "b": box(25, 5, 45, 35), "c": box(85, 5, 115, 35),
    "b_left": box(15, 37, 45, 57), "b_right": box(55, 37, 85, 57),
    "s1": box(5, -35, 45, -5), "s2": box(55, -35, 95, -5),
}  # fmt: skip
BRANCH = lines([(0, 0), (120, 0)], [(50, 0), (50, 45)])
RING = line((0, 0), (100, 0), (100, 80), (0, 80), (0, 0))
AROUND = {
    "w": box(-30, 45, -5, 65), "n": box(40, 85, 60, 110), "e": box(105, 30, 130, 50), "s": box(40, -30, 60, -5),
    "i_n": box(20, 45, 80, 75), "i_s": box(20, 5, 80, 35),
}  # fmt: skip

PLANS = {
    "two sides from the west": Plan(
        line((0, 0), (100, 0)), STRAIGHT, (0, 0),
        {"n1": "1", "n2": "3", "n3": "5", "n4": "7", "s1": "2", "s2": "4", "s3": "6"},
    ),
    "two sides from the east": Plan(
        line((0, 0), (100, 0)), STRAIGHT, (100, 0),
        {"s3": "1", "s2": "3", "s1": "5", "n4": "2", "n3": "4", "n2": "6", "n1": "8"},
    ),
    "start where the road meets another": Plan(
        line((100, 0), (0, 0)), STRAIGHT, None,
        {"n1": "1", "n2": "3", "n3": "5", "n4": "7", "s1": "2", "s2": "4", "s3": "6"},
        others={"Hovedvej": line((-12, -100), (-12, 100))},
    ),
    "cul-de-sac with a turning circle": Plan(
        lines([(0, 0), (0, 60)], CIRCLE),
        STEM | {"nw": box(-40, 62, -15, 82), "top_left": box(-22, 85, 0, 110),
                "ne": box(15, 62, 40, 82), "top_right": box(0, 85, 22, 110)},
        (0, 0),
        {"w1": "1", "w2": "3", "nw": "5", "top_left": "7", "e1": "2", "e2": "4", "ne": "6", "top_right": "8"},
    ),
    "cul-de-sac with a hammerhead": Plan(
        lines([(0, 0), (0, 60)], [(-15, 60), (15, 60)]),
        STEM | {"top_left": box(-20, 65, 0, 90), "top_right": box(0, 65, 20, 90), "far": box(-45, 50, -20, 75)},
        (0, 0),
        {"w1": "1", "w2": "3", "top_left": "5", "far": "7", "e1": "2", "e2": "4", "top_right": "6"},
    ),
    "loop that begins and ends on one road": Plan(
        line((0, 0), (0, 60), (80, 60), (80, 0)),
        {"w1": box(-30, 10, -5, 30), "w2": box(-30, 30, -5, 50), "t1": box(5, 65, 35, 95), "t2": box(35, 65, 75, 95),
         "e1": box(85, 30, 110, 50), "e2": box(85, 10, 110, 30), "i1": box(5, 10, 38, 30), "i2": box(5, 30, 38, 55),
         "i3": box(42, 30, 75, 55), "i4": box(42, 10, 75, 30)},
        (0, 0),
        {"w1": "1", "w2": "3", "t1": "5", "t2": "7", "e1": "9", "e2": "11", "i1": "2", "i2": "4", "i3": "6", "i4": "8"},
    ),
    "loop that leaves the road and comes back to it": Plan(
        lines([(0, 0), (100, 0)], [(20, 0), (20, 60), (80, 60), (80, 0)]),
        {"out_w": box(-10, 15, 15, 55), "out_n": box(25, 65, 75, 90), "out_e": box(85, 15, 110, 55),
         "in_w": box(25, 15, 45, 55), "in_e": box(55, 15, 75, 55), "south": box(25, -30, 75, -5),
         "last": box(85, -30, 99, -5)},
        (0, 0),
        # the loop leaves to the left at 20 m: outside is left of who drives round it, inside is right
        {"out_w": "1", "out_n": "3", "out_e": "5", "in_w": "2", "in_e": "4", "south": "6", "last": "8"},
    ),
    "ring with a branch on it": Plan(
        lines([(0, -50), (0, 0)], list(RING.coords), [(100, 40), (160, 40)]),
        {"stem": box(-30, -45, -5, -25), "branch": box(110, 45, 150, 70), "under": box(110, 10, 150, 35),
         "w": box(-30, 45, -5, 65), "s": box(40, -30, 60, -5)},
        (0, -50),
        # by the south and east it is 140 m to the branch, by the west and north 220: this one is the loop, which leaves
        # first; the south lies to the right of who drives east
        {"stem": "1", "w": "3", "branch": "5", "s": "2", "under": "4"},
    ),
    "ring": Plan(
        RING, AROUND, (0, 40), {"w": "1", "n": "3", "e": "5", "s": "7", "i_n": "2", "i_s": "4"},
    ),
    "ring on a stem": Plan(
        lines([(0, -50), (0, 0)], list(RING.coords)),
        AROUND | {"stem_w": box(-30, -45, -5, -25), "stem_e": box(5, -45, 30, -25)},
        (0, -50),
        {"stem_w": "1", "w": "3", "n": "5", "e": "7", "s": "9", "stem_e": "2", "i_n": "4", "i_s": "6"},
    ),
    "square": Plan(
        box(0, 0, 60, 40),
        {"w1": box(-30, 22, -5, 38), "n1": box(5, 45, 25, 70), "n2": box(30, 45, 55, 70), "e1": box(65, 5, 90, 35),
         "s1": box(30, -30, 55, -5), "s2": box(5, -30, 25, -5), "w2": box(-30, 2, -5, 18)},
        (0, 20), {"w1": "1", "n1": "2", "n2": "3", "e1": "4", "s1": "5", "s2": "6", "w2": "7"},
    ),
    "built on one side": Plan(
        line((0, 0), (100, 0)), {k: v for k, v in STRAIGHT.items() if k[0] == "n"}, (0, 0),
        {"n1": "1", "n2": "2", "n3": "3", "n4": "4"}, params={"pattern": "one_sided"},
    ),
    "side branch, odd and even in it too": Plan(
        BRANCH, BRANCHED, (0, 0),
        {"a": "1", "b": "3", "b_left": "5", "c": "7", "s1": "2", "b_right": "4", "s2": "6"},
    ),
    "side branch, out and home": Plan(
        BRANCH, BRANCHED, (0, 0),
        {"a": "1", "b": "3", "b_left": "5", "b_right": "7", "c": "9", "s1": "2", "s2": "4"},
        params={"branches": "around"},
    ),
    "existing numbers with room between": Plan(
        line((0, 0), (100, 0)), STRAIGHT, (0, 0),
        {"n1": "1", "n2": "3", "n3": "5", "n4": "7", "s1": "2", "s2": "8", "s3": "14"},
        existing={"1": (15, 9), "7": (75, 9), "2": (15, -9), "14": (55, -9)},
    ),
    "existing numbers without room": Plan(
        line((0, 0), (100, 0)), STRAIGHT, (0, 0),
        {"n1": "1", "n2": "1A", "n3": "3", "n4": "5", "s1": "8", "s2": "8A", "s3": "10"},
        existing={"1": (15, 9), "5": (75, 9), "8": (15, -9), "10": (55, -9)},
    ),
    "an existing number out of reach of no plot": Plan(
        line((0, 0), (100, 0)), STRAIGHT, (0, 0),
        {"n1": "1", "n2": "3", "n3": "9", "n4": "11", "": "7", "s1": "2", "s2": "4", "s3": "6"},
        existing={"7": (45, 3)},
    ),
    "row houses and doors": Plan(
        line((0, 0), (100, 0)),
        {f"r{k}": box(10 * k, 5, 10 * k + 10, 30) for k in range(1, 5)} | {"block": box(55, 5, 80, 30)},
        (0, 0), {"r1": "1", "r2": "3", "r3": "5", "r4": "7", "block": "9 11"},
        outlines=[box(10, 8, 50, 16), box(55, 8, 80, 18)], doors=[(70, 8), (62, 8)],
    ),
    "corner plots belong to the road of their longest frontage": Plan(
        line((0, 0), (100, 0)),
        {"other": box(5, 5, 25, 45), "here": box(5, -25, 45, -5), "next": box(25, 5, 45, 45)}, (0, 0),
        {"next": "1", "here": "2"}, others={"Hovedvej": line((0, -100), (0, 100))},
    ),
    "a corner plot belongs to the road of its door": Plan(
        line((0, 0), (100, 0)),
        {"door_here": box(5, 5, 25, 45), "door_other": box(5, -25, 45, -5), "next": box(25, 5, 45, 45)}, (0, 0),
        {"door_here": "1", "next": "3"}, doors=[(15, 9), (8, -18)],
        others={"Hovedvej": line((0, -100), (0, 100))},
    ),
    "a plot behind another": Plan(
        line((0, 0), (100, 0)),
        {"front": box(5, 5, 25, 30),
         "behind": shapely.Polygon([(25, 5), (29, 5), (29, 60), (5, 60), (5, 30), (25, 30)]),
         "next": box(29, 5, 49, 30)},
        (0, 0), {"front": "1", "behind": "3", "next": "5"},
    ),
}  # fmt: skip
"""Plans by what they show; ``tight`` is the number of each plot, without spare numbers."""
