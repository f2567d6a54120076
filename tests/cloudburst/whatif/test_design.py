"""Design surfaces on cells: planes, no gaps along sides that triangles share, the rim told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

import gistools as gt
from gistools.cloudburst.whatif.design import lay_design
from gistools.errors import Cancelled, CrsError, GridError, WrongKindError
from gistools.kernels import triangles as kernel
from gistools.triangles import Triangles
from tests.cloudburst.whatif.plan import CRS, heights, planned, terrain_of

GROUND = np.full((10, 12), 5.0)


def plane(x, y):
    return 2.0 + 0.1 * x - 0.05 * y


def fan(xy, heights_of=plane):
    """Return points with heights, x and y as given."""
    xy = np.asarray(xy, np.float64)
    return np.column_stack([xy, heights_of(xy[:, 0], xy[:, 1])])


def test_a_plane_of_triangles_is_the_plane():
    terrain = terrain_of(GROUND)
    two = Triangles(fan([(0, 0), (12, 0), (12, 10), (0, 10)]), np.array([[0, 1, 2], [0, 2, 3]]))
    level = lay_design(two, terrain).level
    rows, cols = np.mgrid[0:10, 0:12]
    x, y = terrain.grid.centres(rows, cols)
    assert level == pytest.approx(plane(x, y), abs=1e-12)


@given(st.integers(0, 2**16))
@settings(max_examples=60, deadline=None)
def test_triangles_that_share_sides_leave_no_gap(seed):
    """A bent net over the whole map, its nodes often on centres of cells and its sides through them; each cell once.

    Twisting a net of triangles around inner nodes keeps it whole; heights lie on a plane, so that any height that is
    there must be the plane's.
    """
    rng = np.random.default_rng(seed)
    xs, ys = np.meshgrid(np.linspace(0, 12, 7), np.linspace(0, 10, 6))
    inner = (xs > 0) & (xs < 12) & (ys > 0) & (ys < 10)
    if seed % 2:
        xs, ys = xs + inner * rng.uniform(-0.6, 0.6, xs.shape), ys + inner * rng.uniform(-0.6, 0.6, ys.shape)
    else:
        xs, ys = xs + inner * rng.integers(-1, 2, xs.shape) / 2, ys + inner * rng.integers(-1, 2, ys.shape) / 2
    at = np.arange(xs.size).reshape(xs.shape)
    a, b, c, d = at[:-1, :-1].ravel(), at[:-1, 1:].ravel(), at[1:, 1:].ravel(), at[1:, :-1].ravel()
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([c, d, a], 1)])
    rng.shuffle(faces)
    faces = np.array([np.roll(face, rng.integers(3))[:: rng.choice([-1, 1])] for face in faces])
    points = fan(np.column_stack([xs.ravel(), ys.ravel()]))
    loose = Triangles(points[faces.ravel()], np.arange(faces.size).reshape(-1, 3))  # as drawings hold them
    terrain = terrain_of(GROUND)
    x, y = terrain.grid.centres(*np.mgrid[0:10, 0:12])
    for surface in (Triangles(points, faces), loose):
        laid = lay_design(surface, terrain)
        assert laid.level == pytest.approx(plane(x, y), abs=1e-9)
    one = lay_design(Triangles(points, faces[::-1].copy()), terrain).level
    assert np.array_equal(one, lay_design(Triangles(points, faces), terrain).level), "the order does not matter"


def test_the_highest_counts_and_walls_are_passed_over():
    low, high = (
        fan([(0, 0), (6, 0), (0, 6)], lambda x, y: 1.0 + 0 * y * x),
        fan([(0, 0), (6, 0), (0, 6)], lambda x, y: 2.0 + 0 * y * x),
    )
    upright = np.array([[1.0, 1.0, 0.0], [3.0, 3.0, 0.0], [3.0, 3.0, 9.0]])
    flat = np.array([[1.0, 1.0, 50.0]] * 3)
    points = np.concatenate([high, low, upright, flat])
    laid = lay_design(Triangles(points, np.arange(12).reshape(4, 3)), terrain_of(GROUND))
    assert np.unique(laid.level[~np.isnan(laid.level)]).tolist() == [2.0]
    count = int((~np.isnan(laid.level)).sum())
    assert count == 21  # centres of the lower left half of 6 x 6 cells, the diagonal with them
    assert any("2 lodrette eller flade" in note.da for note in laid.notes)
    assert any(f"over hinanden i {count} celler" in note.da for note in laid.notes)


def test_a_raster_on_other_cells_is_bilinear():
    """Cells of 2 m hold a plane; at the centres of cells of 1 m, away from the rim, it is the plane again."""
    terrain = terrain_of(GROUND)
    grid = gt.Grid(5, 6, 0.0, 10.0, 2.0, 2.0, CRS)
    x, y = grid.centres(*np.mgrid[0:5, 0:6])
    values = plane(x, y).astype(np.float32)
    laid = lay_design(gt.Raster(values, grid, unit="m"), terrain)
    x, y = terrain.grid.centres(*np.mgrid[0:10, 0:12])
    assert laid.level[1:-1, 1:-1] == pytest.approx(plane(x, y)[1:-1, 1:-1], abs=1e-6)
    values[2, 2] = np.nan
    holed = lay_design(gt.Raster(values, grid, unit="m"), terrain).level
    assert np.argwhere(np.isnan(holed)).tolist() == [[4, 4], [4, 5], [5, 4], [5, 5]]


def test_a_design_is_the_first_measure_and_tells_how_it_meets_the_ground():
    """3 x 2 cells from 5 to 4 m: 6 m³ dug; ten sides of cells around it, each a step of 1 m."""
    terrain = terrain_of(GROUND)
    values = np.full(GROUND.shape, np.nan, np.float32)
    values[4:6, 3:6] = 4.0
    design = gt.Raster(values, terrain.grid, unit="m", vertical_datum="DVR90")
    plan = planned(terrain, {"type": "bassin", "dybde_m": 1.0, "shape": box(3, 4, 6, 6)}, design=design)
    assert plan.table["measure_kind"].tolist() == ["design_surface", "basin"]
    assert plan.table["dug_m3"].tolist() == [6.0, 6.0]
    assert np.unique(heights(plan)).tolist() == [3.0, 5.0]
    assert any("højst 1,00 m, i middel 1,00 m (10 cellesider)" in note.da for note in plan.notes)
    assert any("at most 1.00 m, 1.00 m on average" in note.en for note in plan.notes)
    assert "(10 cellesider)" in plan.table["note_da"].iloc[0]
    alone = planned(terrain, design=design)
    assert alone.table["geometry"].iloc[0].equals(box(3, 4, 6, 6))


def test_a_design_off_land_is_left_out():
    z = GROUND.copy()
    z[:, :3] = np.nan
    terrain = terrain_of(z, params=gt.TerrainParams(nodata="sea"))
    plan = planned(terrain, design=gt.Raster(np.full(z.shape, 6.0, np.float32), terrain.grid, unit="m"))
    assert any("30 celler af det projekterede terræn ligger uden for land" in note.da for note in plan.notes)
    assert np.isnan(heights(plan)[:, :3]).all()
    assert plan.table["filled_m3"].tolist() == [90.0]


def test_designs_that_do_not_fit():
    terrain = terrain_of(GROUND)
    one = np.full(GROUND.shape, 4.0, np.float32)
    other = gt.Grid(10, 12, 0.0, 10.0, 1.0, 1.0, "EPSG:25833")
    with pytest.raises(CrsError):
        lay_design(gt.Raster(one, other, unit="m"), terrain)
    with pytest.raises(CrsError, match="DNN"):
        lay_design(gt.Raster(one, terrain.grid, unit="m", vertical_datum="DNN"), terrain)
    with pytest.raises(GridError, match="i cm"):
        lay_design(gt.Raster(one, terrain.grid, unit="cm"), terrain)
    with pytest.raises(GridError, match="uden for kortet"):
        lay_design(Triangles(fan([(50, 50), (60, 50), (50, 60)]), np.array([[0, 1, 2]])), terrain)
    with pytest.raises(WrongKindError):
        lay_design(one, terrain)
    told = lay_design(Triangles(fan([(0, 0), (9, 0), (0, 9)]), np.array([[0, 1, 2]])), terrain).notes
    assert any("intet koordinatsystem; regnet som EPSG:25832" in note.da for note in told)
    assert any("intet højdesystem; regnet som terrænets (DVR90)" in note.da for note in told)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 1e20, -1e20, 1e300])
def test_points_that_are_no_places_are_refused(value):
    """The corner that is wrong is counted; a wrong point that no triangle has as a corner does no harm."""
    terrain = terrain_of(GROUND)
    good = fan([(0, 0), (12, 0), (12, 10), (0, 10)])
    for axis in range(3):
        points = good.copy()
        points[3, axis] = value
        with pytest.raises(GridError, match="1 punkter med koordinater"):
            lay_design(Triangles(points, np.array([[0, 1, 2], [0, 2, 3]])), terrain)
        kept = lay_design(Triangles(points, np.array([[0, 1, 2]])), terrain).level
        assert np.array_equal(kept, lay_design(Triangles(good, np.array([[0, 1, 2]])), terrain).level, equal_nan=True)


@given(
    st.lists(
        st.one_of(
            st.floats(-30, 30),
            st.sampled_from([np.inf, -np.inf, np.nan, 1e20, -1e20, 9.3e18, -9.3e18, 1e150, 1e300, -1e300]),
        ),
        min_size=6,
        max_size=6,
    )
)
@settings(max_examples=300, deadline=None)
def test_the_kernel_stays_on_the_map_whatever_the_points(xy):
    """It ends, and what it writes lies between the heights of the corners; other triangles keep theirs."""
    points = np.column_stack([np.reshape(xy, (3, 2)), [1.0, 2.0, 3.0]])
    level, lowest = np.full((6, 8), 2.5), np.full((6, 8), 2.5)
    kernel.lay(points, np.array([[0, 1, 2]]), 1.0, 1.0, level, lowest, np.zeros(1, np.uint8))
    assert ((level >= 2.5) & (level <= 3.0 + 1e-9)).all()
    assert ((lowest <= 2.5) & (lowest >= 1.0 - 1e-9)).all()


def test_a_triangle_far_larger_than_the_map_covers_it():
    """Corners 10^7 m away: the plane z = 7 over every cell."""
    far = fan([(-1e7, -1e7), (3e7, -1e7), (-1e7, 3e7)], lambda x, y: 7.0 + 0 * x * y)
    assert (lay_design(Triangles(far, np.array([[0, 1, 2]])), terrain_of(GROUND)).level == 7.0).all()


@pytest.mark.parametrize("height", [-9999.0, -500.5, 9000.5, 32767.0, 1e7])
def test_heights_that_no_design_has_are_refused(height):
    terrain = terrain_of(GROUND)
    points = np.concatenate([fan([(0, 0), (12, 0)]), [[12.0, 10.0, height], [0.0, 10.0, height]]])
    with pytest.raises(GridError, match=r"2 punkter med højder som .* m\. Forventet: højder fra −500 til 9\.000 m.*0"):
        lay_design(Triangles(points, np.array([[0, 1, 2], [0, 2, 3]])), terrain)
    values = np.full(GROUND.shape, 4.0, np.float32)
    values[2, :3] = height
    values[5, 5] = np.nan
    with pytest.raises(GridError, match="3 celler med højder som"):
        lay_design(gt.Raster(values, terrain.grid, unit="m"), terrain)


def test_the_largest_number_of_a_raster_is_written_short():
    terrain = terrain_of(GROUND)
    values = np.full(GROUND.shape, -3.4e38, np.float32)
    with pytest.raises(GridError, match=r"120 celler med højder som -3e\+38 m"):
        lay_design(gt.Raster(values, terrain.grid, unit="m"), terrain)


def test_all_faults_of_a_design_are_told_at_once():
    points = np.array([[0.0, 0.0, -9999.0], [np.inf, 0.0, 1.0], [0.0, 9.0, 1.0]])
    with pytest.raises(GridError, match=r"1 punkter med koordinater.*; 1 punkter med højder som −9\.999 m"):
        lay_design(Triangles(points, np.array([[0, 1, 2]])), terrain_of(GROUND))


def test_heights_at_the_ends_of_the_range_and_0_are_kept():
    terrain = terrain_of(GROUND)
    values = np.full(GROUND.shape, -500.0, np.float32)
    values[0, 0], values[1, :4] = 9000.0, 0.0
    laid = lay_design(gt.Raster(values, terrain.grid, unit="m"), terrain)
    assert (laid.level.min(), laid.level.max()) == (-500.0, 9000.0)
    assert any("4 celler af det projekterede terræn har højden 0 m" in note.da for note in laid.notes)


@pytest.mark.parametrize("face", [[0, 1, 3], [0, 1, -1]])
def test_triangles_between_points_that_are_not_there(face):
    with pytest.raises(GridError, match="1 trekanter mellem punkter, der ikke findes"):
        lay_design(Triangles(fan([(0, 0), (9, 0), (0, 9)]), np.array([face, [0, 1, 2]])), terrain_of(GROUND))


def test_laying_triangles_stops_when_told():
    """A million triangles that each cover the map take minutes; a cancel ends them soon, and the kernel with them."""

    class Soon:
        asked = 0

        def update(self, fraction, message): ...

        def cancelled(self):
            self.asked += 1
            return self.asked > 3

    terrain = terrain_of(np.full((200, 200), 5.0))
    corners = fan([(-300, -300), (700, -300), (-300, 700)])
    with pytest.raises(Cancelled):
        lay_design(Triangles(corners, np.tile([[0, 1, 2]], (1_000_000, 1))), terrain, progress=Soon())
    flag = np.ones(1, np.uint8)
    level = np.full((6, 8), np.nan)
    kernel.lay(corners, np.array([[0, 1, 2]]), 1.0, 1.0, level, level.copy(), flag)
    assert np.isnan(level).all(), "a raised flag ends it"
