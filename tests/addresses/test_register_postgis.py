"""Tables of a real PostGIS become the register, with geometry as the database stores it."""

from __future__ import annotations

import csv
import io

import pytest

from gistools.addresses import read_register
from gistools.errors import TableError
from gistools.io import read_register_tables

pytestmark = pytest.mark.postgis

TABLES = """
create schema "dår";
create table "dår"."Adressepunkt" (id uuid, status int, registreringfra timestamptz, registreringtil timestamptz,
  virkningfra timestamptz, virkningtil timestamptz, "oprindelse_nøjagtighedsklasse" text,
  position geometry(Point, 25832));
insert into "dår"."Adressepunkt" values
  ('0a3f507a-f090-32b8-e044-0003ba298018', 8, '2018-05-03 16:58:34.123456+00', null, null, null, 'A "sikker"; å',
   st_setsrid(st_makepoint(588454.51, 6140353.25), 25832)),
  ('0a3f507a-f090-32b8-e044-0003ba298019', 9, null, null, null, null, '', null);
"""


class ByPsql:
    """A connection that asks through the program ``psql``: the driver is the user's own choice."""

    def __init__(self, server):
        self.server = server
        self.description = None

    def cursor(self):
        return ByPsql(self.server)

    def execute(self, question):
        answer = self.server.sql(f"copy ({question}) to stdout (format csv, header)")
        names, *rows = csv.reader(io.StringIO(answer))
        self.description = [(name, None) for name in names]
        self.rows = [[cell or None for cell in row] for row in rows]

    def fetchmany(self, size):
        taken, self.rows = self.rows[:size], self.rows[size:]
        return taken

    def close(self):
        self.rows = []


def test_tables_of_postgis_become_the_register(postgis):
    postgis.sql(TABLES)
    register = read_register(read_register_tables(ByPsql(postgis), ["dår.Adressepunkt"]))
    points = register.tables["point"]
    assert points.status.tolist() == [8, 9]
    assert points.accuracy.tolist() == ['A "sikker"; å', ""]
    assert points.position[0].coords[0] == (588454.51, 6140353.25)
    assert points.position[1] is None
    assert str(points.registered_from[0]) == "2018-05-03 16:58:34.123456"
    assert register.repairs.empty
    with pytest.raises(TableError, match=r"tabellen dår.ingen kan ikke læses"):
        read_register_tables(ByPsql(postgis), ["dår.ingen"])
