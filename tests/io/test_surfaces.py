"""Design surfaces as files: drawings and LandXML written here, and read back."""

from __future__ import annotations

import ezdxf
import numpy as np
import pytest
from ezdxf.render.forms import cube

import gistools as gt
from gistools.errors import CrsError, LayerError
from gistools.io import read_surface, write_raster
from gistools.triangles import Triangles

POINTS = [(0.0, 0.0, 1.0), (4.0, 0.0, 5.0), (4.0, 4.0, 9.0), (0.0, 4.0, 5.0)]


def drawing(path, fill, units=6):
    doc = ezdxf.new()
    doc.units = units
    fill(doc.modelspace())
    doc.saveas(path)
    return path


def corners(surface):
    assert isinstance(surface, Triangles)
    return sorted(tuple(sorted(map(tuple, surface.points[face].tolist()))) for face in surface.faces)


HALVES = sorted([tuple(sorted(POINTS[:3])), tuple(sorted([POINTS[0], *POINTS[2:]]))])


def test_faces_of_a_drawing(tmp_path):
    """Three corners, four corners, a polyface and a mesh hold the same two triangles; all else is told."""

    def faces(space):
        space.add_3dface([*POINTS[:3], POINTS[2]])
        space.add_3dface([POINTS[0], *POINTS[2:], POINTS[3]])
        space.add_line((0, 0), (1, 1))

    read = read_surface(drawing(tmp_path / "a.dxf", faces))
    assert corners(read.value) == HALVES
    assert any("ikke brugt: 1 LINE" in note.da for note in read.notes)
    assert read.value.crs == ""
    for number, fill in enumerate(
        (
            lambda space: space.add_3dface(POINTS),
            lambda space: space.add_polyface().append_face(POINTS),
            _mesh,
        )
    ):
        assert corners(read_surface(drawing(tmp_path / f"b{number}.DXF", fill)).value) == HALVES


def _mesh(space):
    with space.add_mesh().edit_data() as data:
        data.vertices, data.faces = POINTS, [(0, 1, 2, 3)]


def test_a_solid_keeps_its_vertical_faces_for_who_lays_it(tmp_path):
    read = read_surface(drawing(tmp_path / "c.dxf", lambda space: cube().render_mesh(space)))
    assert len(read.value.faces) == 12


def test_layers_of_a_drawing(tmp_path):
    def two(space):
        space.add_3dface([*POINTS[:3], POINTS[2]], dxfattribs={"layer": "Vej"})
        space.add_3dface(POINTS, dxfattribs={"layer": "Andet"})

    path = drawing(tmp_path / "d.dxf", two)
    assert len(read_surface(f"{path}|layername=Vej").value.faces) == 1


def test_units_of_a_drawing(tmp_path):
    faces = lambda space: space.add_3dface(POINTS)  # noqa: E731
    with pytest.raises(LayerError, match="enheden mm"):
        read_surface(drawing(tmp_path / "mm.dxf", faces, units=4))
    assert any("ingen enhed" in note.da for note in read_surface(drawing(tmp_path / "none.dxf", faces, units=0)).notes)


def test_drawings_that_are_none(tmp_path):
    (tmp_path / "x.dxf").write_text("nothing\n", encoding="utf-8")
    with pytest.raises(LayerError, match="kan ikke læses"):
        read_surface(tmp_path / "x.dxf")
    with pytest.raises(LayerError, match="ingen trekanter"):
        read_surface(drawing(tmp_path / "y.dxf", lambda space: space.add_line((0, 0), (1, 1))))
    with pytest.raises(LayerError, match="findes ikke"):
        read_surface(tmp_path / "z.dxf")


def landxml(path, surfaces, head='<Units><Metric linearUnit="meter"/></Units>', doctype=""):
    path.write_text(
        f'<?xml version="1.0"?>{doctype}<LandXML xmlns="http://www.landxml.org/schema/LandXML-1.2">{head}'
        f"<Surfaces>{surfaces}</Surfaces></LandXML>",
        encoding="utf-8",
    )
    return path


def tin(name="Vej", faces="<F>1 2 3</F><F>1 3 4</F>"):
    points = "".join(f'<P id="{k}">{y} {x} {z}</P>' for k, (x, y, z) in enumerate(POINTS, start=1))
    inner = f'<Definition surfType="TIN"><Pnts>{points}</Pnts><Faces>{faces}</Faces></Definition>'
    return f'<Surface name="{name}">{inner}</Surface>'


def test_landxml_writes_north_before_east_and_marks_faces_invisible(tmp_path):
    path = landxml(tmp_path / "a.xml", tin(faces='<F>1 2 3</F><F i="1">1 3 4</F><F n="0 0 0">1 3 4</F>'))
    read = read_surface(path)
    assert corners(read.value) == HALVES
    assert read.value.points.tolist() == [list(point) for point in POINTS]
    assert any("1 usynlige trekanter" in note.da for note in read.notes)
    assert (read.value.crs, read.value.vertical_datum, read.value.name.da) == ("", None, "Vej")


def test_landxml_says_where_it_lies(tmp_path):
    head = '<Units><Metric linearUnit="meter"/></Units><CoordinateSystem epsgCode="25832" verticalDatum="DVR90 (m)"/>'
    read = read_surface(landxml(tmp_path / "a.xml", tin(), head)).value
    assert (read.crs, read.vertical_datum) == ("EPSG:25832", "DVR90")
    both = read_surface(landxml(tmp_path / "b.xml", tin(), '<CoordinateSystem epsgCode="7416"/>'))
    assert (both.value.crs, both.value.vertical_datum) == ("EPSG:25832", "DVR90")
    assert any("ingen enhed" in note.da for note in both.notes)
    with pytest.raises(CrsError):
        read_surface(landxml(tmp_path / "c.xml", tin(), '<CoordinateSystem epsgCode="4326"/>'))


def test_one_of_several_surfaces_is_named(tmp_path):
    path = landxml(tmp_path / "a.xml", tin() + tin("Bassin", "<F>1 2 3</F>"))
    with pytest.raises(LayerError, match="fladerne Vej, Bassin"):
        read_surface(path)
    assert len(read_surface(f"{path}|layername=Bassin").value.faces) == 1
    with pytest.raises(LayerError, match="fladerne Vej, Bassin"):
        read_surface(f"{path}|layername=Mark")


def test_landxml_that_cannot_be_used(tmp_path):
    with pytest.raises(LayerError, match="enheden foot"):
        read_surface(landxml(tmp_path / "a.xml", tin(), '<Units><Imperial linearUnit="foot"/></Units>'))
    with pytest.raises(LayerError, match="P id=9"):
        read_surface(landxml(tmp_path / "b.xml", tin(faces="<F>1 2 9</F>")))
    with pytest.raises(LayerError, match="ingen trekanter"):
        read_surface(landxml(tmp_path / "c.xml", tin(faces="")))
    (tmp_path / "d.xml").write_text("<LandXML>", encoding="utf-8")
    with pytest.raises(LayerError, match="kan ikke læses"):
        read_surface(tmp_path / "d.xml")
    with pytest.raises(LayerError, match="kan ikke læses"):
        read_surface(landxml(tmp_path / "e.xml", '<Surface name="x"><P id="1">1 2</P></Surface>'))


def test_entities_are_refused_before_they_grow_or_read(tmp_path):
    (tmp_path / "secret.txt").write_text("1 2 3", encoding="utf-8")
    bombs = (
        '<!DOCTYPE LandXML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        f'<!DOCTYPE LandXML [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>',
        "<!DOCTYPE LandXML>",
    )
    for number, doctype in enumerate(bombs):
        with pytest.raises(LayerError, match="en DOCTYPE"):
            read_surface(landxml(tmp_path / f"{number}.xml", tin(), doctype=doctype))


def test_a_raster_is_read_as_heights(tmp_path):
    from gistools.io import Provenance
    from gistools.text import Text

    grid = gt.Grid(2, 2, 0.0, 2.0, 1.0, 1.0, "EPSG:25832")
    values = np.array([[1, np.nan], [2, 3]], np.float32)
    made = gt.Raster(values, grid, unit="m", vertical_datum="DVR90")
    path = write_raster(made, tmp_path / "d.tif", provenance=Provenance(tool="x", title=Text("x", "x")))
    read = read_surface(path).value
    np.testing.assert_array_equal(read.values, values)
    assert (read.unit, read.vertical_datum) == ("m", "DVR90")
