"""Which columns are public: nothing of the others is left anywhere, and nothing is public by default of a new one."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gistools.contamination import Delivery, read_sites
from gistools.contamination.column_choice import chosen_sites, draft_choice, read_choice
from gistools.errors import TableError

MARK = "HEMMELIGT4711"
SHAPE = shapely.box(700_000, 6_170_000, 700_010, 6_170_010)
ROWS = {
    "Lokalitetsnr": ["101-1"],
    "status": ["V1 kortlagt"],
    "Kortlaegningsdato": [f"{MARK}-dag"],
    "Lokalitetsnavn": [f"{MARK} navn"],
    "Sagsbehandler": [f"{MARK} person"],
    "Farve": [f"{MARK} farve"],
}


def sites():
    return read_sites([Delivery(gpd.GeoDataFrame(ROWS, geometry=[SHAPE], crs="EPSG:25832"), "V1")])


def choice(**uses):
    names = {**dict.fromkeys(ROWS, "public"), **uses}
    return of(names)


def everything(made):
    tables = (made.layer.to_json(to_wgs84=False, default=str), made.parts.to_json(default=str), made.repairs.to_csv())
    return "\n".join([*tables, repr(made)])


def of(uses):
    return read_choice(pd.DataFrame({"column": list(uses), "use": list(uses.values())}))


def test_a_public_layer_holds_nothing_that_is_not_public():
    given = sites()
    assert everything(given).count(MARK) > 4  # the token is where it can be
    uses = {
        "Kortlaegningsdato": "internal",
        "Lokalitetsnavn": "internal",
        "Sagsbehandler": "dropped",
        "Farve": "internal",
    }
    public = chosen_sites(given, choice(**uses), public=True)
    assert MARK not in everything(public)
    assert "site_name" not in public.layer.columns
    assert public.layer.site_id.tolist() == ["101-1"]
    inside = chosen_sites(given, choice(**uses), public=False)
    assert f"{MARK} farve" in everything(inside)
    assert f"{MARK} person" not in everything(inside)
    assert given.parts.raw_Sagsbehandler.tolist() == [f"{MARK} person"]  # what was given stays as it was


def test_choosing_again_lets_through_what_both_choices_do():
    uses = {"Lokalitetsnavn": "dropped", "Farve": "internal", "Sagsbehandler": "dropped"}
    inside = chosen_sites(sites(), choice(**uses), public=False)
    twice = chosen_sites(inside, choice(**uses), public=True)
    once = chosen_sites(sites(), choice(**uses), public=True)
    assert everything(twice) == everything(once)
    assert everything(chosen_sites(twice, choice(), public=False)) == everything(once)


def test_a_column_that_nobody_decided_on_stops_the_work():
    names = {name: "public" for name in ROWS if name != "Farve"}
    with pytest.raises(TableError) as error:
        chosen_sites(sites(), of(names), public=True)
    assert [fault.en for fault in error.value.faults] == ["Farve has no choice"]


def test_numbers_and_status_must_be_told():
    with pytest.raises(TableError) as error:
        chosen_sites(sites(), choice(status="internal"), public=True)
    assert [fault.en for fault in error.value.faults] == ["soil_status may not be shown"]
    assert len(chosen_sites(sites(), choice(status="internal"), public=False).layer) == 1


def test_a_column_in_two_deliveries_is_public_when_both_are():
    frame = gpd.GeoDataFrame({"lok_nr": ["1"], "status": ["V1"], "lok_adresse": ["Vej 1"]}, geometry=[SHAPE], crs=25832)
    other = frame.rename(columns={"lok_adresse": "Adresse"}).assign(geometry=frame.translate(50))
    both = read_sites([Delivery(frame, "a"), Delivery(other, "b")])
    uses = {"lok_nr": "public", "status": "public", "lok_adresse": "public", "Adresse": "internal"}
    public = chosen_sites(both, of(uses), public=True)
    assert "site_address" not in public.layer.columns
    assert "Vej 1" in set(public.parts.raw_lok_adresse)
    assert "raw_Adresse" not in public.parts.columns


def test_a_draft_is_careful():
    draft = draft_choice(["Lokalitetsnr", "Lokalitetsnavn", "Ejernavn", "CPR", "Bemærkning", "x1"])
    assert dict(zip(draft.column, draft.use, strict=True)) == {
        "Lokalitetsnr": "public", "Lokalitetsnavn": "dropped", "Ejernavn": "dropped", "CPR": "dropped",
        "Bemærkning": "dropped", "x1": "internal",
    }  # fmt: skip


def test_faults_are_told_at_once():
    frame = pd.DataFrame({"column": ["a", "A", "b", ""], "use": ["public", "intern", "hemmelig", "public"]})
    with pytest.raises(TableError) as error:
        read_choice(frame)
    assert [fault.en.split(":")[0] for fault in error.value.faults] == ["row 2", "row 3", "row 4"]
    with pytest.raises(TableError):
        read_choice(pd.DataFrame({"column": ["a"]}))
