"""A walker who knows the text of a guide alone, and sees at each place which ways go out of it and in which course.

It shares no code with the guide: directions are measured here, and words are read here.
"""

from __future__ import annotations

import math
import re

POINTS = {
    "da": ["nord", "nordøst", "øst", "sydøst", "syd", "sydvest", "vest", "nordvest"],
    "en": ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"],
}
SIDES = {
    "da": {
        "fortsæt ligeud": (-22.5, 22.5), "hold svagt til venstre": (-60, -22.5), "hold svagt til højre": (22.5, 60),
        "drej til venstre": (-120, -60), "drej til højre": (60, 120),
        "drej skarpt til venstre": (-181, -120), "drej skarpt til højre": (120, 181),
    },
    "en": {
        "go straight on": (-22.5, 22.5), "bear slightly left": (-60, -22.5), "bear slightly right": (22.5, 60),
        "turn left": (-120, -60), "turn right": (60, 120),
        "turn sharply left": (-181, -120), "turn sharply right": (120, 181),
    },
}  # fmt: skip
SAYS = {
    "da": {
        "line": r"(?P<at>Start|Ved næste kryds): (?P<act>.+?) ad (?P<name>.+?)\. Fortsæt (?P<far>[\d.,]+) m"
        r"(?:, ligeud ved (?P<past>\d+) kryds)?\.(?P<end>.*)",
        "there": "Start: der er ingen sti at følge.",
        "start": "Start", "point": r"begynd mod (\w+)$",
        "number": r"tag nr\. (\d+) fra venstre af de (\d+) veje og stier$",
        "course": r"tag den vej, der (\d+) m fremme ligger mod (\w+) \(kurs ([\d,]+)°\)$",
        "thousand": ".",
    },
    "en": {
        "line": r"(?P<at>Start|At the next junction): (?P<act>.+?) along (?P<name>.+?)\. Go (?P<far>[\d.,]+) m"
        r"(?:, straight on at (?P<past>\d+) junctions?)?\.(?P<end>.*)",
        "there": "Start: there is no path to follow.",
        "start": "Start", "point": r"go (\w+)$",
        "number": r"take no\. (\d+) from the left of the (\d+) roads and paths$",
        "course": r"take the way that lies (\d+) m ahead to the (\w+) \(course ([\d.]+)°\)$",
        "thousand": ",",
    },
}  # fmt: skip


class LostError(AssertionError):
    """The text does not say where to go."""


def look(line, begin, end):
    """Return the course from one place on a line to another."""
    a, b = line.interpolate(begin), line.interpolate(end)
    if (a.x, a.y) == (b.x, b.y):
        b = line.interpolate((begin + end) / 2)
    return math.degrees(math.atan2(b.x - a.x, b.y - a.y)) % 360


def turn(a, b):
    """Return the turn from one course to another."""
    return (b - a + 180) % 360 - 180


class Walker:
    """Stands somewhere on the network."""

    def __init__(self, network, language="da"):
        self.lines = list(network.edges.geometry)
        self.names = list(network.edges["name"])
        self.ends = {}
        for e, (u, v) in enumerate(zip(network.edges.from_node, network.edges.to_node, strict=True)):
            if network.edges["status"].iloc[e] == "planned":
                continue
            self.ends.setdefault(u, []).append((e, True))
            self.ends.setdefault(v, []).append((e, False))
        self.nodes = list(zip(network.edges.from_node, network.edges.to_node, strict=True))
        self.language, self.says = language, SAYS[language]

    def course(self, way, begin=None, ahead=10.0):
        """Return in which course a way is seen to go."""
        e, along = way
        length = self.lines[e].length
        at = (0.0 if along else length) if begin is None else begin
        return look(self.lines[e], at, min(at + ahead, length) if along else max(at - ahead, 0.0))

    def pick(self, act, options, heading, begin=None):
        """Return the way that the words mean; options are (edge, along)."""
        says, points = self.says, POINTS[self.language]
        if found := re.match(says["number"], act):
            number, count = int(found[1]), int(found[2])
            if count != len(options):
                raise LostError(act, len(options))
            return sorted(options, key=lambda one: turn(heading, self.course(one)))[number - 1]
        if found := re.match(says["course"], act):
            ahead, course = float(found[1]), float(found[3].replace(",", "."))
            off = [abs(turn(course, self.course(one, begin, ahead))) for one in options]
            if min(off) > 1.0:
                raise LostError(act, off)
            return options[off.index(min(off))]
        if act in SIDES[self.language]:
            low, high = SIDES[self.language][act]
            mine = [one for one in options if low <= turn(heading, self.course(one)) <= high]
        elif found := re.match(says["point"], act):
            want = points.index(found[1])
            mine = [one for one in options if int((self.course(one, begin) + 22.5) // 45) % 8 == want]
        else:
            raise LostError(act)
        if len(mine) != 1:
            raise LostError(act, mine)
        return mine[0]

    def follow(self, texts, edge, offset):
        """Follow the instructions from a place on an edge; return the edge and the place on it where they end."""
        way, at = None, offset
        for text in texts:
            if text.startswith(self.says["there"]):
                return edge, offset
            read = re.match(self.says["line"], text)
            if not read:
                raise LostError(text)
            far = float(read["far"].replace(self.says["thousand"], ""))
            if (read["at"] == self.says["start"]) != (way is None):
                raise LostError(text)
            if way is None:
                way = self.begin(read["act"], edge, offset)
                edge, at = way[0], self.entered(way) if self.at_node is not None else offset
            else:
                way = self.turn_off(way, at, read["act"])
                at = self.entered(way)
            named = self.names[way[0]]
            if named and named != read["name"]:
                raise LostError(text, named)
            way, at = self.stretch(way, at, int(read["past"] or 0), far, last=bool(read["end"]))
        return way[0], at

    def entered(self, way):
        """Return where on its line a way out of a node begins."""
        return 0.0 if way[1] else self.lines[way[0]].length

    def begin(self, act, edge, offset):
        """Return the way to begin by."""
        length = self.lines[edge].length
        self.at_node = {0.0: self.nodes[edge][0], length: self.nodes[edge][1]}.get(offset)
        if self.at_node is None:
            return self.pick(act, [(edge, True), (edge, False)], None, offset)
        return self.pick(act, self.ends[self.at_node], None)

    def node_after(self, way):
        """Return the node at the end of a way."""
        return self.nodes[way[0]][1 if way[1] else 0]

    def others(self, way):
        """Return the ways out of the node at the end of a way, but the one come by."""
        return [one for one in self.ends[self.node_after(way)] if one != (way[0], not way[1])]

    def heading(self, way):
        """Return the course in which the end of a way is reached: against what is seen looking back."""
        return (self.course((way[0], not way[1])) + 180) % 360

    def turn_off(self, way, at, act):
        """Return the way that the words mean at the end of one."""
        if at != self.entered((way[0], not way[1])):
            raise LostError(way, at)
        return self.pick(act, self.others(way), self.heading(way))

    def stretch(self, way, at, past, far, *, last):
        """Walk on: through ``past`` junctions, then to the next; or, the last time, as far as is said."""
        gone = 0.0
        while True:
            end = self.entered((way[0], not way[1]))
            if last and past == 0 and gone + abs(end - at) >= far:
                left = max(far - gone, 0.0)
                return way, at + left if way[1] else at - left
            gone, at = gone + abs(end - at), end
            options = self.others(way)
            if len(options) != 1:
                if past == 0 or not options:
                    if not last and abs(gone - far) > 1.0:
                        raise LostError(gone, far)
                    return way, at
                past -= 1
            heading = self.heading(way)
            way = min(options, key=lambda one: abs(turn(heading, self.course(one))))
            at = self.entered(way)
