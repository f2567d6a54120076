"""The tool house-numbering on the sample: numbers by hand, changes that can be keyed, and what is refused by name."""

from __future__ import annotations

import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from shapely import affinity

from gistools.addresses import keying_list, propose_numbers, read_planned_table, read_register
from gistools.addresses.house_number_params import HouseNumberingParams
from gistools.addresses.numbering_given import choose_road, near_targets, other_roads
from gistools.addresses.numbering_params import NumberingParams
from gistools.cli import main
from gistools.errors import LayerError, ParamError
from gistools.io import read_layer, read_register_files

# by hand: from the ring road; the branch to the left is numbered in where it leaves, at 72 m
TIGHT = {"A1": "1", "B1": "2", "E1": "3", "E2": "4", "A2": "5", "B2": "6", "A3": "7", "B3": "8", "B4": "10",
         "C1": "12"}  # fmt: skip
# homes less one stay free after each: A1 4, E1 3, A2 6; B1 4, E2 3, B2 4, B3 is not known: one, B4 6
SPARES = {"A1": "1", "E1": "9", "A2": "15", "A3": "27", "B1": "2", "E2": "10", "B2": "16", "B3": "24", "B4": "28",
          "C1": "40"}  # fmt: skip


def command(sample, out, *more, road=None, targets=None, register=True):
    given = ["--road", str(road or sample / "new_road.geojson"),
             "--targets", str(targets or sample / "building_fields.geojson")]  # fmt: skip
    if register:
        given += ["--register", str(sample / "address_register.gpkg")]
    return ["house-numbering", *given, "--day", "2026-11-28", "--out", str(out), *more]


def table(out, name):
    return pd.read_csv(out / f"{name}.csv", sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def layer_of(out, name):
    return gpd.read_file(out / f"{name}.gpkg", layer=name)


@pytest.fixture(scope="module")
def made(sample_dir, tmp_path_factory):
    out = tmp_path_factory.mktemp("numre") / "ud"
    roads = f"{sample_dir / 'town.gpkg'}:roads"
    assert main(command(sample_dir, out, "--other-roads", roads, "--case-number", "26/114")) == 0
    return out


def test_the_numbers_are_those_that_the_rules_give_by_hand(made):
    told = table(made, "numbers_by_variant").set_index("target_id")
    assert told.number_tight.to_dict() == TIGHT
    assert told.number_spares.to_dict() == SPARES
    assert "number_continued" not in told
    scores = table(made, "numbering_scores").set_index("variant_name")
    assert scores.score.to_dict() == {"tight": "85", "spares": "100"}
    assert scores.index[scores.chosen == "true"].tolist() == ["spares"]
    assert scores.highest_number.to_dict() == {"tight": "12", "spares": "40"}
    layer = layer_of(made, "proposed_numbers")
    assert dict(zip(layer.target_id, layer.house_number, strict=True)) == SPARES
    assert set(layer.variant_name) == {"spares"}
    assert set(layer.address_status) == {"2"}
    kinds = {row.house_number: row.number_kind for row in layer.itertuples()}
    assert {number: kind for number, kind in kinds.items() if number in {"1", "2"}} == {"1": "odd_new", "2": "even_new"}
    assert (layer.maerke == "OPDIGTET EKSEMPEL / INVENTED EXAMPLE").all()


def test_what_gets_no_number_is_told_with_its_reason(made):
    layer = layer_of(made, "numbering_targets").set_index("target_id")
    assert sorted(layer.index) == sorted([*SPARES, "R1"])  # D1 is beyond reach
    assert layer.numbers_here.to_dict() == SPARES | {"R1": ""}
    assert layer.target_state.to_dict() == dict.fromkeys(SPARES, "numbered") | {"R1": "left_out"}
    assert "Ringvejen" in layer.why_da["R1"]
    told = table(made, "numbering_deviations")
    assert set(told.variant_name) == {"spares"}
    assert set(told.rule) == {"A09"}
    assert set(told.verified) == {"false"}
    assert set(told.house_number) == set(SPARES.values()) - {"27", "40"}  # nothing comes after these


def test_lines_lead_from_each_number_to_the_road_and_the_road_points_on(made):
    lines = layer_of(made, "number_connections")
    numbers = layer_of(made, "proposed_numbers")
    road = layer_of(made, "numbering_road")
    for line, number in zip(lines.geometry, numbers.geometry, strict=True):
        assert shapely.Point(line.coords[0]).equals(number)
        assert road.distance(shapely.Point(line.coords[1])).min() < 1e-6
    start = layer_of(made, "numbering_start")
    assert start.geometry[0].equals(shapely.Point(651600, 6268900))
    assert "møder en anden vej" in start.why_da[0]
    assert shapely.Point(road.geometry[0].coords[0]).equals(start.geometry[0])
    assert road.side_branch.fillna("").tolist()[:2] == ["", "1"]
    assert road.length_m.tolist() == [150.0, 60.0]


def test_the_planned_changes_can_be_keyed_and_have_the_same_ids_in_a_new_run(made, sample_dir, tmp_path, capsys):
    changes = read_planned_table(table(made, "planned_changes"))
    held = read_register(read_register_files([sample_dir / "address_register.gpkg"]).value).at("2026-11-28")
    listed = keying_list(held, changes)
    assert not listed.conflicts
    counts = pd.Series([one.register_object for one in changes]).value_counts().to_dict()
    assert counts == {"named_road": 1, "road_part": 1, "point": 20, "house_number": 10, "address": 10}
    road = changes[0].after
    assert (road["road_name"], road["managed_by"], changes[1].after["road_code"]) == ("Engløkken", "0999", "0199")
    lines = {one.after["line"] for one in changes if one.register_object == "address"}
    assert lines == {f"Engløkken {number}, 0099 Eksempelby" for number in SPARES.values()}
    assert {one.case_number for one in changes} == {"26/114"}
    again = tmp_path / "igen"
    roads = f"{sample_dir / 'town.gpkg'}:roads"
    assert main(command(sample_dir, again, "--other-roads", roads, "--variant", "tight")) == 0
    assert "Tegnet og planlagt er: Tæt" in capsys.readouterr().err
    tight = read_planned_table(table(again, "planned_changes"))
    homes = pd.Series([one.register_object for one in tight]).value_counts()["address"]
    assert homes == 4 + 6 + 6 + 4 + 4 + 1 + 6 + 8 + 3 + 3  # all homes, one where it is not known; none of R1
    mine = {one.after["number"]: one.object_id for one in changes if one.register_object == "house_number"}
    theirs = {one.after["number"]: one.object_id for one in tight if one.register_object == "house_number"}
    assert mine["1"] == theirs["1"]
    assert mine["10"] != theirs["10"]  # another plot


def test_registered_numbers_stay_and_the_register_tells_road_and_postcode(sample_dir, tmp_path):
    town = sample_dir / "town.gpkg"
    plots = gpd.read_file(town, layer="parcels")
    numbers = gpd.read_file(town, layer="addresses")
    mine = numbers[numbers.vejnavn == "Ahornbakken"]
    west = affinity.translate(
        plots[plots.contains(mine[mine.husnummertekst == "2"].geometry.iloc[0])].geometry.iloc[0], -40
    )
    one = gpd.GeoDataFrame({"matrikelnummer": ["99ny"], "boliger": [1]}, geometry=[west], crs=plots.crs)
    one.to_file(tmp_path / "ny.gpkg")
    out = tmp_path / "ud"
    more = ["--road-name", "ahornbakken"]
    assert main(command(sample_dir, out, *more, road=f"{town}:roads", targets=tmp_path / "ny.gpkg")) == 0
    layer = layer_of(out, "proposed_numbers").set_index("house_number")
    assert set(layer.index[layer.number_kept]) == set(mine.husnummertekst)
    new = layer[~layer.number_kept]
    assert new.target_id.tolist() == ["99ny"]
    assert layer.number_kind["2"] == "even_kept"
    changes = read_planned_table(table(out, "planned_changes"))
    assert [one.register_object for one in changes] == ["point", "point", "house_number", "address"]
    roads = gpd.read_file(sample_dir / "address_register.gpkg", layer="NavngivenVej").set_index("vejnavn")
    assert changes[2].after["road_id"] == roads.id_lokalId["Ahornbakken"]
    assert changes[2].after["line"] == f"Ahornbakken {new.index[0]}, 0099 Eksempelby"


def test_the_tables_are_a_workbook_and_the_sheets_have_the_map(made, sample_dir, tmp_path):
    book = openpyxl.load_workbook(made / "numbering_sheets.xlsx")
    cells = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}
    assert {"Varianterne", "Numrene i hver variant", "Planlagte ændringer", "Bemærkninger"} <= set(cells)
    assert len(cells["Planlagte ændringer"]) == len(table(made, "planned_changes")) + 2  # two rows of headings
    names = cells["Numrene i hver variant"][1]
    assert {row[names.index("target_id")]: row[names.index("number_spares")] for row in
            cells["Numrene i hver variant"][2:]} == SPARES  # fmt: skip
    paper = tmp_path / "bilag.pdf"
    given = command(sample_dir, tmp_path, "--output-numbering-sheets", str(paper))
    place = given.index("--out")
    assert main([*given[:place], *given[place + 2 :]]) == 0
    assert paper.read_bytes().startswith(b"%PDF")


def test_without_a_register_or_a_name_it_says_what_is_not_known(sample_dir, tmp_path, capsys):
    road = json.loads((sample_dir / "new_road.geojson").read_text(encoding="utf-8"))
    for one in road["features"]:
        del one["properties"]["vejnavn"]
    nameless = tmp_path / "vej.geojson"
    nameless.write_text(json.dumps(road), encoding="utf-8")
    assert main(command(sample_dir, tmp_path / "a", register=False)) == 0
    said = capsys.readouterr().err
    assert "er ikke holdt mod et register" in said
    assert "har ingen linje" in said
    assert main(command(sample_dir, tmp_path / "b", road=nameless, register=False)) == 0
    assert "ingen planlagte ændringer; angiv road_name" in capsys.readouterr().err
    assert len(table(tmp_path / "b", "planned_changes")) == 0
    assert table(tmp_path / "b", "numbers_by_variant").number_tight.tolist() == table(
        tmp_path / "a", "numbers_by_variant").number_tight.tolist()  # fmt: skip


# --- what is refused, through the tool, in both languages


def lifted(frame):
    return frame.set_geometry(shapely.force_3d(frame.geometry, 7.0))


def test_heights_make_no_difference(sample_dir, tmp_path, made):
    for name in ("new_road", "building_fields"):
        lifted(gpd.read_file(sample_dir / f"{name}.geojson")).to_file(tmp_path / f"{name}.gpkg")
    roads = f"{sample_dir / 'town.gpkg'}:roads"
    given = command(sample_dir, tmp_path / "ud", "--other-roads", roads, "--case-number", "26/114",
                    road=tmp_path / "new_road.gpkg", targets=tmp_path / "building_fields.gpkg")  # fmt: skip
    assert main(given) == 0
    for name in ("numbers_by_variant", "planned_changes"):
        pd.testing.assert_frame_equal(table(tmp_path / "ud", name), table(made, name))


def test_a_layer_that_says_it_is_in_degrees_is_transformed_and_told(sample_dir, tmp_path, made, capsys):
    roads = f"{sample_dir / 'town.gpkg'}:roads"
    gpd.read_file(sample_dir / "new_road.geojson").to_crs(4326).to_file(tmp_path / "vej.gpkg")
    assert main(command(sample_dir, tmp_path / "ud", "--other-roads", roads, road=tmp_path / "vej.gpkg")) == 0
    assert "transformeret fra EPSG:4326" in capsys.readouterr().err
    pd.testing.assert_frame_equal(table(tmp_path / "ud", "numbers_by_variant"), table(made, "numbers_by_variant"))


def as_degrees(frame):
    return frame.to_crs(4326).set_crs(25832, allow_override=True)


LAYERS = {  # layer, what is done to it, and what is said
    "a road in degrees that says it is metres": ("new_road", as_degrees, ("i grader", "are degrees")),
    "targets in degrees that say they are metres": ("building_fields", as_degrees, ("ligger inden for", "lies within")),
    "several roads": ("new_road", lambda frame: frame.assign(vejnavn=["Åvej", "Bvej", "Cvej"]),
                      ("har 3 veje: Åvej, Bvej, Cvej", "has 3 roads: Åvej, Bvej, Cvej")),
    "parts that do not touch": ("new_road", lambda frame: frame.set_geometry(
        [*frame.geometry[:2], affinity.translate(frame.geometry[2], -9)]), ("m fra hinanden", "m apart")),
    "targets far away": ("building_fields", lambda frame: frame.set_geometry(frame.translate(500)),
                         ("ingen af de 12 grunde ligger inden for 60 m", "none of the 12 plots lies within 60 m")),
    "targets that are points": ("building_fields", lambda frame: frame.set_geometry(frame.centroid),
                                ("flader", "polygons")),
    "targets that are lines": ("building_fields", lambda frame: frame.set_geometry(frame.boundary),
                               ("flader", "polygons")),
    "a road of points": ("new_road", lambda frame: frame.set_geometry(frame.centroid), ("længde", "length")),
    "targets without ids": ("building_fields", lambda frame: frame.drop(columns="feltnr"),
                            ("ingen af kolonnerne target_id", "none of the columns target_id")),
    "an id twice": ("building_fields", lambda frame: frame.assign(feltnr=["A1", *frame.feltnr[:-1]]),
                    ("feltnr med fejl", "A1 stands 2 times")),
    "homes that are none": ("building_fields", lambda frame: frame.assign(boliger="mange"),
                            ("rummelighed med fejl", "capacities with faults")),
    "an empty layer": ("building_fields", lambda frame: frame[:0], ("uden objekter", "(0 rows)")),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_that_cannot_be_used_is_refused_by_name(name, sample_dir, tmp_path, capsys):
    layer, change, words = LAYERS[name]
    changed = change(gpd.read_file(sample_dir / f"{layer}.geojson"))
    changed.to_file(tmp_path / f"{layer}.gpkg")
    which = {"new_road": "road", "building_fields": "targets"}[layer]
    assert main(command(sample_dir, tmp_path / "ud", **{which: tmp_path / f"{layer}.gpkg"})) != 0
    said = " ".join("".join(capsys.readouterr()).split())
    assert all(word in said for word in words), said[-700:]
    assert not (tmp_path / "ud").exists()


PARAMS = {
    "a name that the layer does not have": (["--road-name", "Englokken"], ("Engløkken", "correct road_name")),
    "a start that is no place": (["--start-at", "ved kirken"], ("øst og nord", "east and north")),
    "a start far away": (["--start-at", "651700 6268900"], ("100 m fra vejens nærmeste ende", "100 m from the")),
    "a variant that is not there": (["--variant", "continued"], ("er ikke i forslaget", "is not in the proposal")),
    "a column that is not there": (["--target-field", "nr"], ("en kolonne af laget targets", "correct target_field")),
    "an id that is no road": (["--road-id", "v1"], ("er ingen vej i registret", "is no road of the register")),
    "a postcode that is not there": (["--postcode", "8000"], ("er ikke i registret", "is not in the register")),
    "a code of three digits": (["--municipality", "101"], ("fire cifre", "four digits")),
    "a day that is none": (["--in-force", "1/13 2027"], ("1/13 2027", "a day such as")),
}


@pytest.mark.parametrize("name", PARAMS)
def test_a_parameter_that_cannot_be_used_is_refused_by_name(name, sample_dir, tmp_path, capsys):
    more, words = PARAMS[name]
    assert main(command(sample_dir, tmp_path / "ud", *more)) != 0
    said = " ".join("".join(capsys.readouterr()).split())
    assert all(word in said for word in words), said[-700:]


def test_faulty_numbers_of_the_register_are_told_before_any_are_proposed(sample_dir, tmp_path, capsys):
    town = sample_dir / "town.gpkg"
    more = ["--road-name", "Kløvervænget", "--target-field", "id_lokalid"]
    assert main(command(sample_dir, tmp_path / "ud", *more, road=f"{town}:roads", targets=f"{town}:parcels")) != 0
    said = " ".join("".join(capsys.readouterr()).split())
    assert "'6a' er intet husnummer" in said
    assert "3 stands 2 times (A03)" in said


# --- choosing among the layers


def test_other_roads_that_can_tell_nothing_are_left_out_and_change_nothing(sample_dir):
    roads = read_layer(f"{sample_dir / 'town.gpkg'}:roads").value
    chosen = choose_road(read_layer(sample_dir / "new_road.geojson").value, "")
    assert (chosen.name, chosen.road_code, chosen.municipality, chosen.rest) == ("Engløkken", "0199", "0999", None)
    limits = NumberingParams()
    fields = read_layer(sample_dir / "building_fields.geojson").value
    targets, _ = near_targets(fields, chosen.shape, limits, "", "")
    kept = other_roads(None, roads, chosen.shape, targets, limits)
    assert set(kept.road_name) == {"Ringvejen", "Østervej"}  # of 33; Planvej 2 is the same line
    elsewhere = roads[~roads.vejnavn.isin(["Ringvejen", "Østervej", "Planvej 2"])]
    assert elsewhere.distance(targets.union_all()).min() > limits.reach_m
    road = roads[roads.vejnavn != "Planvej 2"].rename(columns={"vejnavn": "road_name"})
    one, other = (propose_numbers(chosen.shape, targets, other_roads=given) for given in (kept, road))
    for a, b in zip(one.variants, other.variants, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(a.numbers), pd.DataFrame(b.numbers))


def test_a_name_chooses_among_the_roads_of_a_layer(sample_dir):
    roads = read_layer(f"{sample_dir / 'town.gpkg'}:roads").value
    chosen = choose_road(roads, "planvej 2")
    assert (chosen.name, chosen.shape.length) == ("Planvej 2", 150.0)
    assert len(chosen.rest) == len(roads) - 2
    nameless = roads.drop(columns="vejnavn")
    by_code = choose_road(nameless, "", "0144")
    assert by_code.shape.equals(chosen.shape)
    assert (by_code.name, by_code.road_code, by_code.municipality) == ("", "0144", "0999")
    assert choose_road(nameless, "Nyvej", "0144", "0999").name == "Nyvej"
    with pytest.raises(LayerError, match="give road_code"):
        choose_road(nameless, "Nyvej")
    with pytest.raises(ParamError, match="correct municipality"):
        choose_road(nameless, "", "0144", "0998")
    across = roads[roads.vejnavn == "Planvej 2"].assign(vejkode=["0144", "0007"])  # a road in two municipalities
    assert choose_road(across, "").road_code == ""
    assert HouseNumberingParams().variant is None
