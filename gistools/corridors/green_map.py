"""Proposals for the Green Map of Denmark (forslag til Grønt Danmarkskort), each with its reasons; never a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.gains import added_gain
from gistools.corridors.green_map_border import crosses, meetings
from gistools.corridors.green_map_links import direct_links, far_links, link_pieces
from gistools.corridors.green_map_reasons import (
    area_reason,
    climate_reason,
    core_reason,
    link_reason,
    patch_name,
    patch_reason,
    value_reason,
)
from gistools.corridors.network import habitat_area
from gistools.corridors.overlays import counted, covered_m2, polygons, touching
from gistools.corridors.protected import NOT_PROTECTED, protection
from gistools.corridors.removal import delta_pc
from gistools.errors import LayerError
from gistools.progress import NoProgress, Stage
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.gains import SpeciesNetwork
    from gistools.corridors.green_map_params import GreenMapParams
    from gistools.corridors.planning_rules import GreenRules
    from gistools.progress import Progress

CORE, LINK, POTENTIAL_AREA, POTENTIAL_LINK = "core", "link", "potential_area", "potential_link"
PROPOSALS_ONLY = Text(
    "Forslag til kommunens vurdering: kommunen udpeger selv i kommuneplanen, og Digitale naturkort skal bruges",
    "Proposals for the municipality to judge: it designates in its own municipal plan, and must use the digital nature "
    "maps",
)


@dataclass(frozen=True, eq=False)
class GreenMap:
    """Proposals.

    Parameters
    ----------
    proposals:
        One row for each: ``proposal_id`` (1 to n), ``proposal_type`` (``core``, ``link``, ``potential_area``,
        ``potential_link``), ``criteria`` (national criteria, such as ``"1, 3"``; empty for Natura 2000 and links),
        ``proposal_title``, ``area_m2``, ``for_species``, ``link_measure``, ``climate_m2`` (of it in
        areas of climate adaptation;
        NaN when none was given), ``reaches_border`` (None when no border was given), ``rules_verified``, ``reason_da``,
        ``reason_en``, geometry. No area is in two types.
    meetings:
        Where proposals and neighbours' proposals meet at the border, or fail to; None when no border was given.
    notes:
        What must be said of them.
    """

    proposals: gpd.GeoDataFrame
    meetings: gpd.GeoDataFrame | None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class GreenLayers:
    """What the municipality knows, all but the nature areas optional; polygons in one coordinate system.

    Parameters
    ----------
    nature:
        With ``surface_class``, ``feature`` (name) and ``registered`` (what the register says of § 3, or None).
    land_cover:
        With ``surface_class``: what is changeable land is read from it.
    natura_2000, value_areas, climate_areas, potential_areas, municipality, neighbours:
        Natura 2000; HNV or bioscore; bluespots, basins and wet meadows; areas that might become nature; the area of
        the municipality; neighbours' proposals or designations.
    """

    nature: gpd.GeoDataFrame
    land_cover: gpd.GeoDataFrame
    natura_2000: gpd.GeoDataFrame | None = None
    value_areas: gpd.GeoDataFrame | None = None
    climate_areas: gpd.GeoDataFrame | None = None
    potential_areas: gpd.GeoDataFrame | None = None
    municipality: gpd.GeoDataFrame | None = None
    neighbours: gpd.GeoDataFrame | None = None


@dataclass(eq=False)
class _Map:
    """Proposals being gathered; what an earlier one covers, a later one does not."""

    networks: Sequence[SpeciesNetwork]
    layers: GreenLayers
    params: GreenMapParams
    rules: GreenRules
    rows: list[dict[str, Any]] = field(default_factory=list)
    taken: BaseGeometry = field(default_factory=shapely.Polygon)
    importance: list[pd.DataFrame] = field(default_factory=list)

    def put(self, kind: str, shape: BaseGeometry, reason: Text, least_m2: float = 0.0, **told: Any) -> bool:  # noqa: ANN401 - the columns
        """Add a proposal of what is not yet covered; return whether anything of it is left."""
        kept = polygons(shapely.difference(shape, self.taken), least_m2)
        if not kept:
            return False
        row = {
            "criteria": "",
            "proposal_title": "",
            "for_species": "",
            "link_measure": "",
            "rules_verified": True,
            **told,
        }
        geometry = shapely.multipolygons(kept)
        self.rows.append(
            {"proposal_type": kind, **row, "reason_da": reason.da, "reason_en": reason.en, "geometry": geometry}
        )
        return True

    def close(self, first: int) -> None:
        """Take what was put since then as covered."""
        self.taken = shapely.union_all([self.taken, *(row["geometry"] for row in self.rows[first:])])

    def lives_in(self, shape: BaseGeometry) -> list[tuple[SpeciesNetwork, float]]:
        """Return the species with a patch under a polygon, and what they would lose of PC without those patches."""
        found = []
        for network, dpc in zip(self.networks, self.importance, strict=True):
            frame = network.corridors.patches.frame
            rows = touching(frame, shape)
            overlap = shapely.area(shapely.intersection(frame.geometry.to_numpy()[rows], shape))
            rows = rows[overlap > 0.0]
            if rows.size:
                ids = frame["patch_id"].to_numpy()[rows]
                found.append((network, float(dpc.loc[ids, "dpc_percent"].max())))
        return found


def green_map_proposals(
    networks: Sequence[SpeciesNetwork],
    layers: GreenLayers,
    params: GreenMapParams,
    rules: GreenRules,
    *,
    progress: Progress | None = None,
) -> GreenMap:
    """Return proposals in the four types of the Green Map of Denmark (planning act section 11 a (1) no. 14).

    Nature areas of special interest: Natura 2000; protected nature (criterion 1); areas of a nature value from a limit.
    Ecological connections: corridors of the species through green, and patches without protection that links go to.
    Potential nature areas: changeable land in gaps between patches, and given areas that touch patches or lie in
    corridors (criterion 2); given areas of climate adaptation beside patches or in corridors (criterion 3). Potential
    connections: corridors through what would need a change, and links beyond the limit that one measure would bring
    within. Of what two claim the first named gets it. With a municipality, only what lies in it is proposed.

    Parameters
    ----------
    networks:
        Of the species, the most important first, on one grid.
    layers:
        What is known.
    params, rules:
        Choices, and rules as data.

    Raises
    ------
    LayerError
        For a layer of nature values without the column of the value.
    """
    told = progress or NoProgress()
    made = _Map(networks, layers, params, rules)
    for network in networks:
        graph = network.corridors.graph
        made.importance.append(delta_pc(habitat_area(graph, quality=True), graph, network.alpha).set_index("patch_id"))
    _core(made)
    _patches(made)
    pieces = link_pieces(
        networks, params.corridor_slack, params.corridor_width_m, rules, progress=Stage(told, 0.1, 0.6)
    )
    first = len(made.rows)
    for piece in pieces:
        if not piece.potential:
            text, species = link_reason(networks, piece)
            made.put(LINK, piece.geometry, text, params.min_area_m2, for_species=species.da, rules_verified=False)
    made.close(first)
    first = len(made.rows)
    notes = _potential_areas(made, pieces)
    made.close(first)
    far = far_links(
        networks, params.corridor_slack, params.corridor_width_m, params.reach, rules, progress=Stage(told, 0.6, 0.9)
    )
    for piece in [*far, *(one for one in pieces if one.potential)]:
        first = len(made.rows)
        text, species = link_reason(networks, piece)
        more = {"for_species": species.da, "link_measure": piece.measure, "rules_verified": False}
        if made.put(POTENTIAL_LINK, piece.geometry, text, params.min_area_m2, **more) and piece.far:
            made.close(first)
    return _finished(made, notes)


def _core(made: _Map) -> None:
    """Put Natura 2000, protected nature and areas of high value."""
    layers, rules = made.layers, made.rules
    for _, row in _rows(layers.natura_2000):
        lives = made.lives_in(row.geometry)
        made.put(CORE, row.geometry, core_reason("natura_2000", _name(row), "", row.geometry.area, lives),
                 proposal_title=_name(row), for_species=_species(lives))  # fmt: skip
    made.close(0)
    first = len(made.rows)
    said = layers.nature["registered"] if "registered" in layers.nature.columns else None
    state = protection(layers.nature, said, rules)
    for (_, row), how in zip(layers.nature.iterrows(), state, strict=True):
        if how != NOT_PROTECTED:
            lives = made.lives_in(row.geometry)
            reason = core_reason(how, str(row["feature"]), row["surface_class"], row.geometry.area, lives)
            made.put(CORE, row.geometry, reason,
                     criteria="1", proposal_title=str(row["feature"]), for_species=_species(lives))  # fmt: skip
    made.close(first)
    if layers.value_areas is None:
        return
    name = made.params.value_field
    if name not in layers.value_areas.columns:
        raise LayerError(
            Text(f"naturværdier uden kolonnen {name}", f"nature values without the column {name}"),
            Text("en kolonne med HNV eller bioscore", "a column of HNV or bioscore"),
            Text("giv kolonnens navn i value_field", "give the name of the column in value_field"),
        )
    first, own = len(made.rows), made.params.least_value
    least = rules.values["hnv"] if own is None else own
    for _, row in _rows(layers.value_areas):
        if float(row[name]) >= least:
            lives = made.lives_in(row.geometry)
            made.put(CORE, row.geometry, value_reason(float(row[name]), least, lives), made.params.min_area_m2,
                     criteria="1", proposal_title=_name(row), for_species=_species(lives),
                     rules_verified=own is None and rules.verified["hnv"])  # fmt: skip
    made.close(first)


def _patches(made: _Map) -> None:
    """Put patches without protection: as special nature where much rests on them, else as part of connections."""
    special, least = made.rules.words["important_patch"], made.rules.values["important_patch"]
    never = made.rules.words["not_proposed"]
    for network, dpc in zip(made.networks, made.importance, strict=True):
        links = network.corridors.links.iloc[direct_links(network, never)]
        count = links["from_patch"].value_counts().add(links["to_patch"].value_counts(), fill_value=0).astype(int)
        for _, row in network.corridors.patches.frame.iterrows():
            number, kind = row["patch_id"], row["patch_class"]
            great = kind in special and dpc.loc[number, "dpc_percent"] >= least
            if kind in never or not (great or count.get(number, 0)):
                continue
            left = sum(one.area for one in polygons(shapely.difference(row.geometry, made.taken)))
            reason = patch_reason(network, row, left, dpc.loc[number], count.get(number, 0), least if great else None)
            made.put(CORE if great else LINK, row.geometry, reason, made.params.min_area_m2,
                     criteria="1" if great else "", proposal_title=patch_name(network, number).da,
                     for_species=network.species.name.da, rules_verified=False)  # fmt: skip
            made.close(len(made.rows) - 1)


def _potential_areas(made: _Map, pieces: Sequence[Any]) -> tuple[Text, ...]:
    """Put gaps between patches, given areas and areas of climate adaptation; return what of them was left out."""
    params, layers = made.params, made.layers
    never = made.rules.words["not_proposed"]
    shown = [n.corridors.patches.frame for n in made.networks]
    patches = shapely.union_all([g for frame in shown for g in frame.geometry[~frame["patch_class"].isin(never)]])
    half = params.gap_m / 2.0
    closed = shapely.difference(shapely.buffer(shapely.buffer(patches, half), -half), patches)
    land = layers.land_cover[layers.land_cover["surface_class"].isin(made.rules.words["changeable_surface"])]
    corridors = shapely.union_all([piece.geometry for piece in pieces])
    for gap in polygons(closed, params.min_area_m2):
        rows = touching(land, gap)
        usable = shapely.intersection(shapely.union_all(land.geometry.to_numpy()[rows]), gap)
        for part in polygons(shapely.difference(usable, made.taken), params.min_area_m2):
            _put_area(made, part, "", "2", climate=False)
    left = 0
    for layer, climate in ((layers.potential_areas, False), (layers.climate_areas, True)):
        for _, row in _rows(layer):
            beside = shapely.distance(row.geometry, patches) <= params.gap_m
            inside = shapely.intersects(row.geometry, corridors)
            if beside or inside:
                criteria = "2, 3" if climate and beside else "3" if climate else "2"
                _put_area(made, row.geometry, _name(row), criteria, climate=climate)
            else:
                left += 1
    if not left:
        return ()
    what = counted(left, Text("givet areal", "given area"), Text("givne arealer", "given areas"))
    return (
        Text(
            f"Ikke foreslået: {what.da} hverken ved et levested eller i en korridor",
            f"Not proposed: {what.en} neither beside a patch nor in a corridor",
        ),
    )


def _put_area(made: _Map, shape: BaseGeometry, name: str, criteria: str, *, climate: bool) -> None:
    """Put a potential area, with what EC would gain if it became the nature of the largest patch beside it."""
    first = len(made.rows)
    gains, beside = [], []
    for network in made.networks:
        frame = network.corridors.patches.frame
        frame = frame[~frame["patch_class"].isin(made.rules.words["not_proposed"])]
        rows = touching(frame, shape, within_m=max(made.params.gap_m / 2.0, 1.0))
        if rows.size:
            near = frame.iloc[rows]
            largest = near.loc[near["area_m2"].idxmax()]
            gains.append(
                (network, str(largest["patch_class"]), added_gain(network, shape, str(largest["patch_class"])))
            )
            beside += [patch_name(network, number).da for number in near["patch_id"]]
    reason = climate_reason if climate else area_reason
    names = tuple(dict.fromkeys(beside))
    species = ", ".join(network.species.name.da for network, _, _ in gains)
    made.put(POTENTIAL_AREA, shape, reason(name, shape.area, names, gains), made.params.min_area_m2,
             criteria=criteria, proposal_title=name, for_species=species, rules_verified=False)  # fmt: skip
    made.close(first)


def _finished(made: _Map, notes: tuple[Text, ...]) -> GreenMap:
    """Return the proposals in the municipality, in order of type, with their meetings at its border."""
    layers, crs = made.layers, made.layers.nature.crs
    home = None if layers.municipality is None else shapely.union_all(layers.municipality.geometry.to_numpy())
    order = (CORE, LINK, POTENTIAL_AREA, POTENTIAL_LINK)
    rows = []
    for row in sorted(made.rows, key=lambda one: order.index(one["proposal_type"])):
        parts = [row["geometry"]] if home is None else polygons(shapely.intersection(row["geometry"], home))
        if parts:
            rows.append({**row, "geometry": shapely.multipolygons(polygons(shapely.union_all(parts)))})
    names = (
        "proposal_type",
        "criteria",
        "proposal_title",
        "for_species",
        "link_measure",
        "rules_verified",
        "reason_da",
        "reason_en",
    )
    frame = gpd.GeoDataFrame(
        {name: [row[name] for row in rows] for name in names}, geometry=[row["geometry"] for row in rows], crs=crs
    )
    frame.insert(0, "proposal_id", np.arange(1, len(frame) + 1))
    area = frame.geometry.area.to_numpy()
    frame.insert(4, "area_m2", area)
    wet = layers.climate_areas
    climate = [np.nan if wet is None else covered_m2(wet, g) for g in frame.geometry]
    frame.insert(5, "climate_m2", climate)
    frame.insert(6, "reaches_border", [None if home is None else crosses(g, home) for g in frame.geometry])
    frame.attrs["units"] = {"area_m2": "m²", "climate_m2": "m²"}
    _tell_synergy(frame)
    met = None
    if home is not None:
        met = meetings(frame, home, layers.neighbours, made.networks, made.params.meeting_m)
    missing = [kind for kind in order if not (frame["proposal_type"] == kind).any()]
    told = [PROPOSALS_ONLY, *notes]
    if missing:
        words = [made.rules.texts[kind] for kind in missing]
        told.append(
            Text(
                f"Ingen forslag til: {'; '.join(w.da for w in words)}",
                f"No proposals of: {'; '.join(w.en for w in words)}",
            )
        )
    return GreenMap(frame, met, tuple(told))


def _tell_synergy(frame: gpd.GeoDataFrame) -> None:
    """Say in the reasons, and as criterion 3, where a proposal lies with climate adaptation."""
    for n in np.flatnonzero(frame["climate_m2"].to_numpy() > 0.0).tolist():
        row = frame.loc[n]
        if "3" not in row["criteria"]:
            frame.loc[n, "criteria"] = ", ".join([*filter(None, [row["criteria"]]), "3"])
            frame.loc[n, "reason_da"] += " Kriterium 3: en del ligger i arealer til klimatilpasning."
            frame.loc[n, "reason_en"] += " Criterion 3: part of it lies in areas of climate adaptation."


def _rows(layer: gpd.GeoDataFrame | None) -> Any:  # noqa: ANN401 - rows of pandas
    return () if layer is None else layer.iterrows()


def _name(row: pd.Series) -> str:
    """Return what a feature is called, empty when it is called nothing."""
    for column in ("navn", "name", "titel", "title"):
        if column in row.index and isinstance(row[column], str):
            return str(row[column])
    return ""


def _species(lives: Sequence[tuple[SpeciesNetwork, float]]) -> str:
    return ", ".join(network.species.name.da for network, _ in lives)
