"""An invented town for bundles, and how zips are changed behind the back of their manifest."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.cloudburst.rain import RainStatistics, climate_factors
from gistools.floodcost.annual import annual_from_onsets, annual_from_rains
from gistools.floodcost.bundle import Bundle, make_bundle
from gistools.floodcost.bundle_economics import Economics, Flow
from gistools.floodcost.bundle_evidence import Evidence, Scenario
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.bundle_values import Default, InputFile, Picture, Setting
from gistools.floodcost.discount import FOREVER, Discounting
from gistools.floodcost.rates import rain_rate
from gistools.io.bundle import MANIFEST, bundle_members, write_bundle
from gistools.io.sheets import packed
from gistools.stamps import INVENTED
from gistools.text import Text
from gistools.view.flood_report import flood_report_page

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "Hemmelighed 4711 Kæmpe-Ærø"  # noqa: S105 - what must never be published
RAINS = np.array([0.0, 10.0, 20.0, 40.0, 80.0])


def png(note: bytes = b"Author\0" + TOKEN.encode()) -> bytes:
    """A grey pixel with a text hidden beside it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(kind, data)
        for kind, data in ((b"IHDR", head), (b"tEXt", note), (b"IDAT", zlib.compress(b"\0\x80")), (b"IEND", b""))
    )


def rain() -> RainStatistics:
    """An invented table: no figure of any place."""
    table = pd.DataFrame({"varighed_min": [30, 60], "T=2": [12.0, 16.0], "T=10": [20.0, 27.0], "T=100": [33.0, 45.0]})
    return RainStatistics.from_table(table, series="partial-duration")


class Town:
    """n buildings at random places, each with private columns, steps and a curve; today and a later climate."""

    def __init__(
        self,
        n: int = 60,
        seed: int = 1,
        *,
        curves: bool = True,
        side_m: float = 400.0,
        given: RainStatistics | None = None,
        beyond: str = "cut",
        **rate: object,
    ) -> None:
        given = given or rain()
        rng = np.random.default_rng(seed)
        at = rng.uniform(0.0, side_m, (2, n)) + np.array([[650_000.0], [6_100_000.0]])
        self.buildings = gpd.GeoDataFrame(
            {
                "building_id": np.arange(1, n + 1),
                "source_id": [f"{TOKEN}-{i}" for i in range(n)],
                "adresse": [f"{TOKEN} vej {i}" for i in range(n)],
                "ejer": [TOKEN] + ["kommunen"] * (n - 1),
                "vurdering": rng.uniform(1e6, 5e6, n) + 0.123456,
                "damage_class": rng.choice(["home", "business", "garage"], n, p=[0.7, 0.2, 0.1]),
                "ground_area_m2": rng.uniform(50.0, 300.0, n),
            },
            geometry=shapely.points(*at),
            crs="EPSG:25832",
        )
        onset = rng.uniform(5.0, 90.0, (2, n))
        onset[rng.random((2, n)) < 0.2] = np.inf
        onset[1] = np.minimum(onset[0], onset[1])
        onset[:, rng.random(n) < 0.05] = np.nan
        amount = np.array([self.buildings["ground_area_m2"] * 1257.0, rng.choice([0.0, 57_800.5, np.nan], n)])
        damage = np.maximum.accumulate(rng.uniform(0.0, 1e4, (RAINS.size, n)) * (RAINS > 5.0)[:, None], axis=0)
        self.evidence = Evidence(
            ("ground_floor", "basement"), onset, amount, RAINS if curves else None, damage if curves else None
        )
        factors = climate_factors("skrift30-standard")
        self.rates = {
            "today": rain_rate(given, 60, **{"head": "log-linear", **rate}),
            "2120": rain_rate(
                given.in_climate(factors, 2120, reference_year=2020, beyond=beyond),
                60,
                **{"head": "log-linear", **rate},
            ),
        }
        self.scenarios = [
            Scenario(name, self.label(name), rate, self.annual(rate)) for name, rate in self.rates.items()
        ]

    def annual(self, rate):
        made = annual_from_onsets(self.evidence.onset_mm, self.evidence.amount_dkk, rate)
        if self.evidence.rains_mm is not None:
            made += annual_from_rains(self.evidence.damage_dkk, self.evidence.rains_mm, rate)
        return made

    @staticmethod
    def label(name: str) -> Text:
        return Text("i dag", "today") if name == "today" else Text(f"år {name}", f"the year {name}")

    def economics(self) -> Economics:
        rates = Discounting(np.array([35, 70, FOREVER]), np.array([0.035, 0.025, 0.015]), horizon_years=100)
        first, last = (float(np.nansum(scenario.annual.dkk)) for scenario in self.scenarios)
        years = np.arange(101)
        damage = np.where(years > 0, first + (last - first) * years / 100.0, 0.0)
        cost = np.where(years == 0, 1.5e6, 12_345.67)
        known = {0: ("today", first), 100: ("s2120", last)}
        without = Flow("damage", Text("Skade uden tiltag", "Damage without measures"), damage, 0, known, linear=True)
        saved = Flow("saved", Text("Undgået skade", "Damage avoided"), 0.4 * damage, 1)
        return Economics(rates, (without, saved, Flow("works", Text("Anlæg og drift", "Works and upkeep"), cost, -1)))

    def bundle(self, *, houses: bool = False, **more: object) -> Bundle:
        given = {
            "created": "2026-01-02T03:04:05Z",
            "price_year": 2021,
            "settings": [Setting("q", Text("Kvantil", "Quantile"), 0.5), Setting("x", Text("Hale", "Tail"), "hold")],
            "defaults": [
                Default("home", Text("Bolig", "Home"), 1257.0, "DKK/m²", Text("OS2", "OS2"), 2021, verified=True),
                Default("garage", Text("Garage", "Garage"), 3e4, "DKK", Text("skøn", "guess"), None, verified=False),
            ],
            "inputs": [InputFile("buildings", "by.gpkg", "ab" * 32, 4096, "EPSG:25832")],
            "ledger": pd.DataFrame({"term": ["rain", "stored"], "volume_m3": [10.5, 10.5], "units": [7, 7]}),
            "economics": self.economics(),
            "pictures": [
                Picture("risk_curve", png(), Text("Skade mod T = 2–100 år", "Damage against T = 2–100 years"))
            ],
            "notes": [Text("Et hus er 0,2 m over jorden.", "A house is 0.2 m above ground.")],
            "stamps": [INVENTED],
        } | more
        params = BundleParams(with_houses=houses)
        return make_bundle(
            Text("Skybrud i <Prøveby> & omegn 2026", "Cloudburst in <Test Town> & around 2026"),
            self.buildings,
            self.evidence,
            self.scenarios,
            params,
            **given,
        )


def written(bundle: Bundle, path: Path) -> Path:
    return write_bundle(bundle, path, report=flood_report_page(bundle))


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rehashed(members: dict[str, bytes], path: Path) -> Path:
    """Write members with a manifest that agrees with them: what somebody would do who wants to deceive."""
    manifest = json.loads(members[MANIFEST])
    manifest["members"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
        for name, data in members.items()
        if name != MANIFEST
    }
    told = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True).encode()
    path.write_bytes(packed({**members, MANIFEST: told}))
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    """All members, with those of zips within, as bytes."""
    found = {}
    for name, data in members_of(path).items():
        found[name] = data
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                found |= {f"{name}/{part}": book.read(part) for part in book.namelist()}
    return found


def everything(bundle: Bundle) -> dict[str, bytes]:
    return bundle_members(bundle, flood_report_page(bundle))
