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
    doc.header["$INSUNITS"] = units
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


def _mesh(space, face=(0, 1, 2, 3)):
    with space.add_mesh().edit_data() as data:
        data.vertices, data.faces = POINTS, [face]


def test_a_solid_keeps_its_vertical_faces_for_who_lays_it(tmp_path):
    read = read_surface(drawing(tmp_path / "c.dxf", lambda space: cube().render_mesh(space)))
    assert len(read.value.faces) == 12


def test_layers_of_a_drawing(tmp_path):
    def two(space):
        space.add_3dface([*POINTS[:3], POINTS[2]], dxfattribs={"layer": "Vej"})
        space.add_3dface(POINTS, dxfattribs={"layer": "Andet"})

    path = drawing(tmp_path / "d.dxf", two)
    for name in ("Vej", "vej", "VEJ"):
        assert len(read_surface(f"{path}|layername={name}").value.faces) == 1
    with pytest.raises(LayerError, match=r"intet lag Mark; lagene er 0, Andet, .*Vej"):
        read_surface(f"{path}|layername=Mark")


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


def test_a_damaged_drawing_is_named_as_such(tmp_path):
    """Cut anywhere, with corners that are not there or an unknown unit: the same error, or what is whole is read."""

    def all_kinds(space):
        _mesh(space)
        space.add_polyface().append_face(POINTS)
        space.add_polymesh((3, 3))
        space.add_3dface(POINTS)

    raw = drawing(tmp_path / "whole.dxf", all_kinds).read_bytes()
    path = tmp_path / "cut.dxf"
    told = []
    for end in (*range(200, len(raw), len(raw) // 40), *range(len(raw) - 400, len(raw), 37)):
        path.write_bytes(raw[:end])
        try:
            read_surface(path)
        except LayerError as error:
            told.append(error.found.da)
    assert len(told) > 20
    assert all("kan ikke læses" in found or "ingen trekanter" in found for found in told)
    mesh = drawing(tmp_path / "mesh.dxf", lambda space: _mesh(space, (0, 1, 77)))
    whole = mesh.read_text(encoding="utf-8")
    for number in (77, 4, -1):
        mesh.write_text(whole.replace("\n 90\n77\n", f"\n 90\n{number}\n"), encoding="utf-8")
        assert (mesh.read_text(encoding="utf-8") == whole) == (number == 77)
        with pytest.raises(LayerError, match="kan ikke læses"):
            read_surface(mesh)
    polyface = drawing(tmp_path / "polyface.dxf", lambda space: space.add_polyface().append_face(POINTS[:3]))
    whole = polyface.read_text(encoding="utf-8")
    polyface.write_text(whole.replace("\n 71\n1\n 72\n2\n", "\n 71\n30000\n 72\n2\n"), encoding="utf-8")
    assert polyface.read_text(encoding="utf-8") != whole
    with pytest.raises(LayerError, match="kan ikke læses"):
        read_surface(polyface)
    for unit in (99, -1):
        with pytest.raises(LayerError, match=r"kan ikke læses \(\$INSUNITS"):
            read_surface(drawing(tmp_path / "unit.dxf", lambda space: space.add_3dface(POINTS), units=unit))


@pytest.mark.parametrize(("word", "count"), [("nan", 2), ("1e400", 2), ("1e20", 2)])
def test_points_that_are_no_places(tmp_path, word, count):
    """A point of a drawing is written once for each of the two triangles that it is a corner of."""
    path = drawing(tmp_path / "a.dxf", lambda space: space.add_3dface([(7.25, 0.0, 1.0), *POINTS[1:]]))
    path.write_text(path.read_text(encoding="utf-8").replace("\n7.25\n", f"\n{word}\n"), encoding="utf-8")
    with pytest.raises(LayerError, match=f"{count} punkter, hvis koordinater"):
        read_surface(path)
    xml = landxml(tmp_path / "a.xml", tin().replace(f">{POINTS[0][1]} ", f">{word} ", 1))
    with pytest.raises(LayerError, match="1 punkter, hvis koordinater"):
        read_surface(xml)


def test_what_is_hidden_in_a_drawing_is_left_out_and_counted(tmp_path):
    raised = [(x, y, z + 50) for x, y, z in POINTS]

    def hidden(space):
        space.doc.layers.add("Slukket").off()
        space.doc.layers.add("Frossen").freeze()
        for attributes in ({"layer": "SLUKKET"}, {"layer": "Frossen"}, {"invisible": 1}):
            space.add_3dface(raised, dxfattribs=attributes)

    def both(space):
        hidden(space)
        space.add_3dface(POINTS)

    read = read_surface(drawing(tmp_path / "a.dxf", both))
    assert corners(read.value) == HALVES
    assert any("slukkede eller frosne lag: 3 3DFACE" in note.da for note in read.notes)
    with pytest.raises(LayerError, match=r"ingen trekanter.*frosne lag: 3 3DFACE"):
        read_surface(drawing(tmp_path / "b.dxf", hidden))


def test_blocks_are_counted_also_when_there_is_nothing_else(tmp_path):
    def block(space):
        space.doc.blocks.new("B").add_3dface(POINTS, dxfattribs={"layer": "Vej"})
        space.add_blockref("B", (0, 0))
        space.doc.layers.add("Vej")

    path = drawing(tmp_path / "a.dxf", block)
    for name in (path, f"{path}|layername=Vej"):
        with pytest.raises(LayerError, match=r"ingen trekanter; ikke brugt: 1 INSERT.*opløs blokke"):
            read_surface(name)


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


@pytest.mark.parametrize("crs", ["25832", "EPSG:25832", "urn:ogc:def:crs:EPSG::25832"])
@pytest.mark.parametrize("datum", ["DVR90", "dvr 90", "Dansk Vertikal Reference 1990", "5799", "EPSG:5799"])
def test_ways_to_write_where_a_landxml_lies(tmp_path, crs, datum):
    head = f'<CoordinateSystem epsgCode="{crs}" verticalDatum="{datum}"/>'
    read = read_surface(landxml(tmp_path / "a.xml", tin(), head)).value
    assert (read.crs, read.vertical_datum) == ("EPSG:25832", "DVR90")


def test_other_datums_are_kept_as_they_are_written(tmp_path):
    for datum in ("DNN", "15799", "DVR"):
        head = f'<CoordinateSystem epsgCode="25832" verticalDatum="{datum}"/>'
        assert read_surface(landxml(tmp_path / "a.xml", tin(), head)).value.vertical_datum == datum


def test_two_surfaces_of_one_name_are_told(tmp_path):
    path = landxml(tmp_path / "a.xml", tin(faces="<F>1 2 3</F>") + tin() + tin("Bassin"))
    read = read_surface(f"{path}|layername=Vej")
    assert len(read.value.faces) == 1
    assert any("2 flader hedder Vej; den første" in note.da for note in read.notes)
    assert not any("hedder" in note.da for note in read_surface(f"{path}|layername=Bassin").notes)


def test_a_face_of_four_points_is_two_triangles(tmp_path):
    assert corners(read_surface(landxml(tmp_path / "a.xml", tin(faces="<F>1 2 3 4</F>"))).value) == HALVES


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
    head = '<Units><Metric linearUnit="meter" elevationUnit="feet"/></Units>'
    with pytest.raises(LayerError, match="enheden feet"):
        read_surface(landxml(tmp_path / "a.xml", tin(), head))
    head = '<Units><Metric linearUnit="meter" elevationUnit="Metre"/></Units>'
    assert len(read_surface(landxml(tmp_path / "a.xml", tin(), head)).value.faces) == 2
    for faces in ("<F>1 2</F>", "<F>1 2</F><F>1 2 3</F>"):
        with pytest.raises(LayerError, match=r"kan ikke læses \(<F>1 2</F>"):
            read_surface(landxml(tmp_path / "a.xml", tin(faces=faces)))
    (tmp_path / "f.xml").write_text('<?xml version="1.0" encoding="foo"?><LandXML/>', encoding="utf-8")
    with pytest.raises(LayerError, match="kan ikke læses"):
        read_surface(tmp_path / "f.xml")
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
