"""Who takes part: what each needs, does and leaves out. Loads nothing but the standard library."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MILLION = 1_000_000
OWN = "gistools"


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """One row of the tables.

    Parameters
    ----------
    name:
        As on the command line.
    title:
        As in the tables.
    licence:
        Of the peer; shown, since a reader may have to choose by it.
    script:
        In ``peers``; None for our own command.
    requirements:
        The file that its environment is made from; None where the system has it, or it is ours.
    build:
        The file of what must be installed before it can be.
    module, program:
        What must be importable, and what must be on the path.
    system_packages:
        Whether its environment sees the Python packages of the system.
    process:
        Whether it has steps to be called in a process.
    most_cells:
        The largest map it is run on from file to file; above, it takes longer than all others together.
    bytes_per_cell:
        What it took at its peak when this suite was written; it is left out where the machine has not got that.
    directed:
        How its direction raster names the eight neighbours: powers of two, 0 to 7, 1 to 8; None where it writes none.
    does:
        What differs from the job.
    arguments:
        Of our own command.
    """

    name: str
    title: str
    licence: str
    script: str | None = None
    requirements: str | None = None
    build: str | None = None
    module: str | None = None
    program: str | None = None
    system_packages: bool = False
    process: bool = True
    most_cells: int = 450 * MILLION
    bytes_per_cell: int = 60
    directed: str | None = "powers"
    does: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether this is gistools."""
        return self.script is None

    @property
    def script_path(self) -> Path:
        """Where its script lies."""
        return HERE / "peers" / (self.script or "run_gistools.py")


def _flow(layout: str) -> tuple[str, ...]:
    return (
        "flow", "{dem}", "--nodata", "hole", "--output-filled", "{out}/filled.tif", "--output-flow-direction",
        "{out}/direction.tif", "--output-contributing-cells", "{out}/cells.tif", "--raster-layout", layout,
    )  # fmt: skip


OURS = (
    Contestant(
        name=OWN,
        title="**gistools**",
        licence="MIT",
        bytes_per_cell=30,
        arguments=_flow("plain"),
        does="`gistools flow`: exact fill in float32, D8 carved through depressions; all uncompressed",
    ),
    Contestant(
        name="gistools-zstd",
        title="gistools, ZSTD",
        licence="MIT",
        process=False,
        bytes_per_cell=30,
        arguments=_flow("zstd"),
        does="the same, written with ZSTD",
    ),
    Contestant(
        name="gistools-cog",
        title="gistools, COG",
        licence="MIT",
        process=False,
        bytes_per_cell=30,
        arguments=_flow("cog"),
        does="the same, written as Cloud Optimized GeoTIFF, which is the default",
    ),
    Contestant(
        name="gistools-flood",
        title="gistools flood",
        licence="MIT",
        process=False,
        bytes_per_cell=60,
        directed=None,
        arguments=("flood", "{dem}", "--nodata", "hole", "--rain-mm", "100", "--out", "{out}/flood"),
        does="`gistools flood`, one rain of 100 mm with all its outputs: more than the job",
    ),
)

PEERS = (
    Contestant(
        name="whitebox",
        title="whitebox-workflows",
        licence="MIT or Apache-2.0",
        script="run_whitebox.py",
        requirements="requirements-whitebox.txt",
        module="whitebox_workflows",
        bytes_per_cell=40,
        does="fills with small slopes on flats and past holes, in float64; int16 directions, float32 cells",
    ),
    Contestant(
        name="richdem2",
        title="richdem2",
        licence="GPL-3.0",
        script="run_richdem2.py",
        requirements="requirements-richdem2.txt",
        module="richdem",
        most_cells=110 * MILLION,
        directed=None,
        does="fills with the smallest slope on flats; accumulates straight from the surface: **no D8 raster**; "
        "fills past holes",
    ),
    Contestant(
        name="pyflwdir",
        title="pyflwdir",
        licence="MIT",
        script="run_pyflwdir.py",
        requirements="requirements-pyflwdir.txt",
        module="pyflwdir",
        most_cells=110 * MILLION,
        does="fills and directs in one pass; uint8 directions, int32 or int64 cells",
    ),
    Contestant(
        name="topotoolbox",
        title="topotoolbox",
        licence="GPL-3.0",
        script="run_topotoolbox.py",
        requirements="requirements-topotoolbox.txt",
        module="topotoolbox",
        most_cells=20 * MILLION,
        bytes_per_cell=95,
        does="directions and accumulation from a FlowObject, which fills a second time; float32 cells",
    ),
    Contestant(
        name="pysheds",
        title="pysheds",
        licence="GPL-3.0",
        script="run_pysheds.py",
        requirements="requirements-pysheds.txt",
        module="pysheds",
        most_cells=20 * MILLION,
        bytes_per_cell=110,
        does="pits, depressions and flats one after another; float64 cells; fills past holes",
    ),
    Contestant(
        name="malstroem",
        title="malstroem",
        licence="GPL-2.0",
        script="run_malstroem.py",
        requirements="requirements-malstroem.txt",
        build="requirements-malstroem-build.txt",
        module="malstroem.algorithms.speedups",
        most_cells=20 * MILLION,
        bytes_per_cell=45,
        directed="0-7",
        does="fills twice, flat and with small slopes; float64 cells; knows no holes; where its version says rebuilt, "
        "it was made from its published text, its filling by translation",
    ),
    Contestant(
        name="overflow",
        title="overflow-hydro",
        licence="MIT",
        script="run_overflow.py",
        requirements="requirements-overflow.txt",
        module="overflow",
        system_packages=True,
        process=False,
        most_cells=20 * MILLION,
        bytes_per_cell=100,
        directed="0-7",
        does="three tools in one process, tiled, always ZSTD; fills past holes; compiles in every process",
    ),
    Contestant(
        name="grass",
        title="GRASS r.watershed",
        licence="GPL-2.0 or later",
        script="run_grass.py",
        program="grass",
        process=False,
        most_cells=110 * MILLION,
        bytes_per_cell=30,
        directed="1-8",
        does="import, r.watershed -s, two exports; routes without filling: **no filled raster**",
    ),
    Contestant(
        name="saga",
        title="SAGA",
        licence="GPL-2.0 or later",
        script="run_saga.py",
        program="saga_cmd",
        process=False,
        most_cells=20 * MILLION,
        bytes_per_cell=40,
        directed="0-7",
        does="Wang and Liu's fill with a small slope (basins too), then D8 accumulation; always compressed",
    ),
)

RAIN_TOOL = Contestant(
    name=OWN,
    title="`gistools rain-to-flood`",
    licence="MIT",
    bytes_per_cell=36,
    arguments=(
        "rain-to-flood", "{dem}", "--nodata", "hole", "--output-rain-to-flood", "{out}/rain.tif", "--raster-layout",
        "plain",
    ),
    does="from file to file: the rain that wets each cell, and all curves on the way",
)  # fmt: skip
RAIN_DEPTHS = Contestant(
    name="gistools-depths",
    title="**gistools**",
    licence="MIT",
    bytes_per_cell=105,
    does="the flow chain, all rains, and 20 depths both ways",
)

COST_PEERS = (
    Contestant(
        name="exactextract",
        title="exactextract",
        licence="Apache-2.0",
        script="run_exactextract.py",
        requirements="requirements-exactextract.txt",
        module="exactextract",
        does="largest value of cells that a footprint covers some of, in memory",
    ),
    Contestant(
        name="rasterstats",
        title="rasterstats",
        licence="BSD-3-Clause",
        script="run_rasterstats.py",
        requirements="requirements-rasterstats.txt",
        module="rasterstats",
        does="largest value of touched cells as GDAL burns them, in memory; houses of the town only",
    ),
    Contestant(
        name="damagescanner",
        title="DamageScanner (vector)",
        licence="MIT",
        script="run_damagescanner.py",
        requirements="requirements-damagescanner.txt",
        module="damagescanner.vector",
        does="damage of each cell by the share covered",
    ),
)

CORRIDOR_PEERS = (
    Contestant(
        name="scikit-image",
        title="scikit-image, MCP_Geometric",
        licence="BSD-3-Clause",
        script="run_skimage.py",
        requirements="requirements-scikit-image.txt",
        module="skimage.graph",
        does="costs from all patches in one call, and ways back; knows no limit by default",
    ),
    Contestant(
        name="scipy",
        title="SciPy, csgraph.dijkstra",
        licence="BSD-3-Clause",
        script="run_scipy.py",
        requirements="requirements-scipy.txt",
        module="scipy.sparse.csgraph",
        bytes_per_cell=600,
        does="`min_only` from all patches in one call; its graph of steps is made before and not counted",
    ),
)

PATH_PEERS = (
    Contestant(
        name="osmnx",
        title="OSMnx, ego_graph",
        licence="MIT",
        script="run_osmnx.py",
        requirements="requirements-osmnx.txt",
        module="osmnx",
        bytes_per_cell=12_000,  # of a crossing
        does="`networkx.ego_graph` on its directed graph; whole edges between nodes that are reached, no partial ones",
    ),
    Contestant(
        name="momepy",
        title="momepy, ego_graph",
        licence="BSD-3-Clause",
        script="run_momepy.py",
        requirements="requirements-momepy.txt",
        module="momepy",
        bytes_per_cell=12_000,
        does="`networkx.ego_graph` on its primal graph, as its own measures within a radius; no partial edges",
    ),
)

ADDRESS_PEERS = (
    Contestant(
        name="pandas",
        title="pandas, duplicated",
        licence="BSD-3-Clause",
        script="run_pandas.py",
        requirements="requirements-pandas.txt",
        module="pandas",
        does="ids of what stands twice, on its tables in memory",
    ),
    Contestant(
        name="sqlite",
        title="SQLite, GROUP BY",
        licence="public domain",
        script="run_sqlite.py",
        requirements="requirements-pandas.txt",
        module="sqlite3",
        does="ids of what stands twice, on its tables in memory, without an index",
    ),
    Contestant(
        name="geopandas",
        title="GeoPandas, sjoin",
        licence="BSD-3-Clause",
        script="run_geopandas.py",
        requirements="requirements-geopandas.txt",
        module="geopandas",
        does="ids of points off the parcel that is named",
    ),
)

ALL = {one.name: one for one in (*OURS, *PEERS, *COST_PEERS, *CORRIDOR_PEERS, *PATH_PEERS, *ADDRESS_PEERS)}
