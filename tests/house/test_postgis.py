"""Proves only that the tests can start a PostGIS of their own; layers in PostGIS come with a later issue."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.postgis


def test_a_throw_away_postgis_can_be_started(postgis):
    assert postgis.sql("select postgis_lib_version()").split(".")[0] == "3"
    area = postgis.sql("select st_area(st_geomfromtext('POLYGON((0 0,0 2,3 2,3 0,0 0))', 25832))")
    assert float(area) == 6.0
