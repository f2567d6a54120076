"""Who lives where: addresses on the network, and what each counts for. Dwellings are never invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.errors import LayerError
from gistools.pathnet.search import Places, attach_points
from gistools.text import Text, counted, unknown_name

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.connectivity import Parts
    from gistools.pathnet.search import Search

    F64 = npt.NDArray[np.float64]

DWELLINGS = "antal_boliger"
"""The column that is taken for dwellings when the user names none."""


@dataclass(frozen=True, eq=False)
class Dwellers:
    """Who lives where (boliger), for a network that is not made yet; made by `Dwellers.of`.

    Parameters
    ----------
    points:
        k points.
    dwellings:
        float64 of k, 0 or more.
    access_m:
        How far from a way a point may lie and still be on it, metres.
    told:
        What was counted, in words.
    """

    points: npt.NDArray[Any]
    dwellings: F64
    access_m: float
    told: Text

    @classmethod
    def of(cls, addresses: gpd.GeoDataFrame, *, access_m: float, field: str = "") -> Dwellers:
        """Return those of a layer; see `dwellings_of`."""
        counts, told = dwellings_of(addresses, field)
        return cls(addresses.geometry.to_numpy(), counts, access_m, told)


@dataclass(frozen=True, eq=False)
class Homes:
    """k addresses on a network (adresser), and how many dwellings each has.

    Parameters
    ----------
    places:
        Where each meets the network; places without an edge are part of no sum over the network.
    dwellings:
        float64 of k, 0 or more: of the user's column, or 1 for each address when there is none.
    told:
        What was counted, in words.
    """

    places: Places
    dwellings: F64
    told: Text

    def __len__(self) -> int:
        """Return how many addresses there are."""
        return len(self.places)


def dwellings_of(addresses: gpd.GeoDataFrame, field: str = "") -> tuple[F64, Text]:
    """Return how many dwellings each address has, and what was counted, in words.

    Parameters
    ----------
    addresses:
        k rows.
    field:
        The user's column of dwellings, or of anything else that is to be counted; empty for `DWELLINGS`, and where
        that is lacking each address counts for one.

    Raises
    ------
    LayerError
        When the column is not there, or holds what is no number or is below 0.

    >>> import geopandas as gpd, shapely
    >>> layer = gpd.GeoDataFrame({"antal_boliger": [1, 12]}, geometry=shapely.points([[0, 0], [1, 0]]))
    >>> counts, told = dwellings_of(layer)
    >>> counts.tolist(), told.en
    ([1.0, 12.0], 'dwellings are counted by the column antal_boliger')
    """
    if not field and DWELLINGS not in addresses.columns:
        return np.ones(len(addresses)), Text(
            "hver adresse tæller for én, da der ingen kolonne er med boliger",
            "each address counts for one, as there is no column of dwellings",
        )
    name = field or DWELLINGS
    if name not in addresses.columns:
        said = unknown_name(name, [str(one) for one in addresses.columns if one != addresses.geometry.name])
        raise LayerError(
            said,
            Text("en kolonne med antal boliger", "a column with the number of dwellings"),
            Text("nævn en kolonne i laget, eller lad feltet stå tomt", "name a column of the layer, or leave it empty"),
        )
    given = addresses[name]
    read = pd.to_numeric(given, errors="coerce").to_numpy(np.float64)
    wrong = (np.isnan(read) & given.notna().to_numpy()) | (read < 0.0) | np.isinf(read)
    if wrong.any():
        rows = ", ".join(f"{given.iloc[k]!r}" for k in np.flatnonzero(wrong)[:5])
        raise LayerError(
            Text(f"{int(wrong.sum())} værdier i {name}: {rows}", f"{int(wrong.sum())} values of {name}: {rows}"),
            Text("tal fra 0 og op", "numbers of 0 and above"),
            Text("ret dem i laget; lad det ukendte stå tomt", "mend them in the layer; leave the unknown empty"),
        )
    empty = int(np.isnan(read).sum())
    told = Text(f"boliger tælles efter kolonnen {name}", f"dwellings are counted by the column {name}")
    if empty:
        told = Text(
            f"{told.da}; {counted(empty, 'adresse har', 'adresser har')} intet tal og er ikke med i boligerne, "
            "så tallene er mindst så store",
            f"{told.en}; {counted(empty, 'address has', 'addresses have')} no number and no part in the dwellings, so "
            "figures are at least as large",
        )
    return np.nan_to_num(read), told


def settle(
    search: Search, parts: Parts, addresses: gpd.GeoDataFrame, *, access_m: float, slack_m: float = 0.0, field: str = ""
) -> Homes:
    """Return addresses on the edges that can be used: the nearest, or the main part when it is hardly further away.

    Parameters
    ----------
    parts:
        Of the search; part 1 is the main one.
    addresses:
        k points (of other shapes their nearest spot), in the coordinates of the network.
    access_m:
        How far an address may lie from an edge, metres.
    slack_m:
        How much further away the main part may be than the nearest edge and still be taken, metres.
    field:
        As for `dwellings_of`.
    """
    counts, told = dwellings_of(addresses, field)
    return Homes(settle_points(search, parts, addresses, access_m=access_m, slack_m=slack_m), counts, told)


def settle_points(
    search: Search, parts: Parts, points: gpd.GeoDataFrame, *, access_m: float, slack_m: float = 0.0
) -> Places:
    """Return where points meet the edges that can be used; see `settle`."""
    shapes, network = points.geometry.to_numpy(), search.network
    near, main = (
        attach_points(network, shapes, max_m=access_m, edges=edges, prefer_main=False)
        for edges in (search.usable, parts.edge == 1)
    )
    there = main.met & (main.access_m <= near.access_m + slack_m)
    return Places(
        np.where(there, main.edge, near.edge),
        np.where(there, main.offset_m, near.offset_m),
        np.where(there, main.access_m, near.access_m),
    )
