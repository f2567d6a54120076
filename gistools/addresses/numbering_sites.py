"""What is to be numbered: each plot, field or door with its place on the road and its access point, or why not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import shapely

from gistools.addresses.numbering_facade import EQUAL_M, Facade, access_point, at_door, facing
from gistools.addresses.numbering_ways import SAME_M
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Point
    from shapely.geometry.base import BaseGeometry

    from gistools.addresses.numbering_fill import Label
    from gistools.addresses.numbering_params import NumberingParams
    from gistools.addresses.numbering_road import Place, RoadRun
    from gistools.addresses.numbering_targets import Target

_CROSSED_M = 0.1


@dataclass(frozen=True, eq=False)
class Site:
    """A place that has, or is to have, a house number.

    Parameters
    ----------
    target_id:
        Of its plot or field; empty for an existing number outside all of them.
    place:
        On the road.
    access:
        Access point (adgangspunkt).
    standard:
        TK (3 m inside the facade to the road), TD (3 m inside the door), UF (provisional: no building); empty for an
        existing number.
    capacity:
        Homes that are to come here; None where not known.
    doors:
        How many doors of the plot get a number.
    inside_m:
        How far the access point of a new number lies inside the facade: less than wished where the outline is shallow.
    fixed, status:
        The existing number and its status.
    """

    target_id: str
    place: Place
    access: Point
    standard: str
    capacity: int | None = None
    doors: int = 0
    inside_m: float = 0.0
    fixed: Label | None = None
    status: int | None = None


@dataclass(frozen=True, eq=False)
class LeftOut:
    """A target that gets no number, the rule that says so, and why."""

    target_id: str
    rule_id: str
    why: Text


@dataclass(eq=False)
class Sites:
    """What is to be numbered, what is fixed, what is left out, and what was chosen on the way."""

    sites: list[Site] = field(default_factory=list)
    blocked: set[Label] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def find_sites(
    run: RoadRun, targets: Sequence[Target], params: NumberingParams, others: Sequence[tuple[str, BaseGeometry]]
) -> Sites:
    """Return the sites of targets that belong to a road, and those that do not with the reason."""
    made = Sites()
    road = run.shape
    tree = shapely.STRtree([target.shape for target in targets])
    for target in sorted(targets, key=lambda one: one.target_id):
        distance = float(target.shape.distance(road))
        if distance > params.reach_m:
            made.left_out.append(LeftOut(target.target_id, "", _too_far(distance, params)))
            continue
        if distance == 0.0:
            made.notes.append(_crossed(target.target_id))
        fronts = facing(target.shape, road)
        doors = list(target.doors)
        if others:
            doors = [door for door in target.doors if not _nearer(door, road, others)]
            why = _of_another(target, fronts, road, others, params, made.notes)
            if (target.doors and not doors) or (not target.doors and why is not None):
                why = why or _faces(_nearest(target.doors[0], others)[0])
                made.left_out.append(LeftOut(target.target_id, "A39", why))
                continue
        spots = [run.place(shapely.Point(front.middle), target.shape.centroid) for front in fronts[:1]]
        _tell_tie(run, target, fronts, spots[0], made.notes)
        blocking = [targets[k].shape for k in tree.query(target.shape.buffer(params.reach_m))
                    if targets[k] is not target]  # fmt: skip
        made.sites += _sites_of(run, target, doors, fronts[0], spots[0], blocking, params)
    for site in made.sites:
        if site.place.doubtful:
            made.notes.append(
                Text(
                    f"{site.target_id} ligger lige ud for vejens ende og er regnet til venstre side",
                    f"{site.target_id} lies straight on beyond an end of the road and is counted to the left side",
                )
            )
    return made


def _sites_of(
    run: RoadRun,
    target: Target,
    doors: list[Point],
    front: Facade,
    spot: Place,
    blocking: list[BaseGeometry],
    params: NumberingParams,
) -> list[Site]:
    inside = target.shape.centroid
    outline = target.building or target.shape
    if not doors:
        facade = front if target.building is None else facing(target.building, run.shape)[0]
        here = run.place(shapely.Point(facade.middle), inside)
        place = spot if _blocked(facade.middle, here, blocking) else here
        access = access_point(outline, facade, params.inside_m)
        standard, deep = ("UF" if target.building is None else "TK"), _deep(facade, access)
        return [Site(target.target_id, place, access, standard, target.capacity, inside_m=deep)]
    made = []
    for door in doors:
        facade = at_door(outline, door)
        here = run.place(door, inside)
        place = spot if _blocked(facade.middle, here, blocking) else here
        access = access_point(outline, facade, params.inside_m)
        standard, deep = ("UF" if target.building is None else "TD"), _deep(facade, access)
        made.append(Site(target.target_id, place, access, standard, 1, len(doors), deep))
    made = in_order(made)
    if target.capacity is None:
        return [replace(site, capacity=None) for site in made]
    made[-1] = replace(made[-1], capacity=max(target.capacity - len(doors) + 1, 1))
    return made


def _deep(facade: Facade, access: Point) -> float:
    return float(shapely.Point(facade.middle).distance(access))


def _blocked(begin: Any, place: Place, blocking: list[BaseGeometry]) -> bool:  # noqa: ANN401 - coordinates
    """Return whether another plot lies between a facade and its place on the road."""
    sight = shapely.LineString([begin, place.spot])
    return any(shapely.intersection(sight, other).length > _CROSSED_M for other in blocking)


def _nearest(point: BaseGeometry, others: Sequence[tuple[str, BaseGeometry]]) -> tuple[str, float]:
    distance = [float(shape.distance(point)) for _, shape in others]
    k = min(range(len(others)), key=lambda i: (round(distance[i], 3), others[i][0]))
    return others[k][0], distance[k]


def _nearer(door: BaseGeometry, road: BaseGeometry, others: Sequence[tuple[str, BaseGeometry]]) -> bool:
    return _nearest(door, others)[1] < float(road.distance(door)) - SAME_M


def _of_another(
    target: Target,
    fronts: list[Facade],
    road: BaseGeometry,
    others: Sequence[tuple[str, BaseGeometry]],
    params: NumberingParams,
    notes: list[Text],
) -> Text | None:
    """Return why a plot without doors belongs to another road, by its longest frontage; None where it does not."""

    def longest(found: list[Facade]) -> float:
        return max((front.length for front in found if front.distance_m <= params.frontage_m), default=0.0)

    own = longest(fronts)
    near = [(name, shape) for name, shape in others if shape.distance(target.shape) <= params.frontage_m]
    length = {name: 0.0 for name, _ in near}
    for name, shape in near:
        length[name] = max(length[name], longest(facing(target.shape, shape)))
    name = min(length, key=lambda one: (-round(length[one], 3), one), default="")
    most = length.get(name, 0.0)
    if own == most == 0.0:
        name, distance = _nearest(target.shape, others)
        return _faces(name) if distance < float(road.distance(target.shape)) - SAME_M else None
    if most > own + EQUAL_M:
        return Text(
            f"længste facade, {danish(most, '.1f')} m, vender mod {name or 'en anden vej'}",
            f"the longest frontage, {most:.1f} m, faces {name or 'another road'}",
        )
    if own and most and most >= own - EQUAL_M and not target.doors:
        notes.append(
            Text(
                f"{target.target_id} har lige lang facade mod {name or 'en anden vej'} og er nummereret her",
                f"{target.target_id} has frontages of one length, here and to {name or 'another road'}, and is "
                "numbered here",
            )
        )
    return None


def _faces(name: str) -> Text:
    return Text(f"indgangen vender mod {name or 'en anden vej'}", f"the entrance faces {name or 'another road'}")


def _too_far(distance: float, params: NumberingParams) -> Text:
    return Text(
        f"{danish(distance, '.1f')} m fra vejens midte, ud over rækkevidden på {danish(params.reach_m)} m",
        f"{distance:.1f} m from the centre line, beyond the reach of {params.reach_m:g} m",
    )


def _crossed(name: str) -> Text:
    return Text(
        f"vejens midte går gennem {name}: siden er den, hvor den nærmeste facade ligger",
        f"the centre line runs through {name}: its side is that of the nearest facade",
    )


def _tell_tie(run: RoadRun, target: Target, fronts: list[Facade], spot: Place, notes: list[Text]) -> None:
    """Tell of a plot that has two equally long frontages to two stretches of the road."""
    if target.doors or len(fronts) < 2 or fronts[1].length < fronts[0].length - EQUAL_M:  # noqa: PLR2004 - two
        return
    other = run.place(shapely.Point(fronts[1].middle), target.shape.centroid)
    if (other.branch, other.side) != (spot.branch, spot.side):
        notes.append(
            Text(
                f"{target.target_id} har lige lang facade mod to stykker af vejen; det nærmeste er valgt",
                f"{target.target_id} has frontages of one length to two stretches of the road; the nearest was chosen",
            )
        )


def in_order(sites: Sequence[Site]) -> list[Site]:
    """Return sites in the order of numbers; of those at one place the nearer one comes first, then by id."""
    by_place = sorted(sites, key=lambda site: site.place.order_m)
    groups: list[list[Site]] = []
    for site in by_place:
        if groups and site.place.order_m - groups[-1][-1].place.order_m <= SAME_M:
            groups[-1].append(site)
        else:
            groups.append([site])
    made = list[Site]()
    for group in groups:
        made += sorted(group, key=lambda one: (round(one.place.distance_m, 2), one.target_id, one.fixed or (0, "")))
    return made


def with_existing(
    run: RoadRun,
    found: Sites,
    targets: Sequence[Target],
    existing: Sequence[tuple[Label, int | None, Point | None, bool]],
    params: NumberingParams,
) -> Sites:
    """Return the sites with existing numbers fixed in them; each is label, status, point, and whether it counts."""
    sites, left_out = list(found.sites), list(found.left_out)
    far = gone = 0
    tree = shapely.STRtree([target.shape for target in targets])
    for label, status, point, counts in sorted(existing, key=lambda one: one[0]):
        found.blocked.add(label)
        if not counts:
            gone += 1
            continue
        if point is None:
            far += 1
            continue
        inside = sorted(targets[k].target_id for k in tree.query(point, predicate="intersects"))
        name = inside[0] if inside else ""
        mine = [k for k, site in enumerate(sites) if name and site.target_id == name and site.fixed is None]
        if mine:
            k = min(mine, key=lambda i: round(sites[i].access.distance(point), 2))
            sites[k] = replace(sites[k], fixed=label, status=status, access=point, standard="")
            continue
        place = run.place(point, point)
        if place.distance_m > params.reach_m:
            far += 1
            continue
        left_out = [one for one in left_out if one.target_id != name or not name]
        sites.append(Site(name, place, point, "", fixed=label, status=status))
    notes = list(found.notes)
    if far:
        notes.append(
            Text(f"{far} eksisterende numre ligger uden for rækkevidde eller har intet punkt: de bruges ikke igen, men "
                 "styrer intet",
                 f"{far} existing numbers lie beyond reach or have no point: they are not used again, but steer "
                 "nothing")
        )  # fmt: skip
    if gone:
        notes.append(
            Text(f"{gone} nedlagte eller henlagte numre bruges ikke igen (A41)",
                 f"{gone} withdrawn or shelved numbers are not used again (A41)")
        )  # fmt: skip
    return Sites(sites, found.blocked, left_out, notes)
