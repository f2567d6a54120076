"""What a tool has to say reaches the user, every record and the map; what does not fit is said at once."""

from __future__ import annotations

import numpy as np
import pytest

import gistools as gt
from gistools.errors import ParamError
from gistools.io import Provenance


@pytest.fixture
def coast(tmp_path):
    """A terrain with a corner of unknown height."""
    z = np.tile(np.linspace(9, 1, 40), (30, 1)).astype(np.float32)
    z[10:14, 10:14] = 0.5
    z[:5, :5] = np.nan
    dem = gt.Raster(z, gt.Grid(30, 40, 650000.0, 6269000.0, 1.6, 1.6, "EPSG:25832"), unit="m")
    record = Provenance.create("test", gt.Text("prøve", "test"))
    return gt.write_raster(dem, tmp_path / "dem.tif", provenance=record)


def test_notes_of_a_tool_are_told_recorded_and_drawn(coast, tmp_path):
    result = gt.run_job(
        gt.Job(
            tool="flood",
            inputs={"elevation": str(coast)},
            params={"rain_mm": 40, "nodata": "sea"},
            out_dir=str(tmp_path / "out"),
            map_file=str(tmp_path / "map.html"),
        )
    )
    told = "25 cells without elevation (2.08 %) are taken as sea"
    limits = "Static screening"
    for notes in (result.notes, gt.explain(result.outputs["depth"]).notes, gt.explain(result.outputs["ledger"]).notes):
        english = [note.en for note in notes]
        assert told in english
        assert any(note.startswith(limits) for note in english)
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "regnes som hav" in page
    assert "regndybde 40 mm" in page


@pytest.mark.parametrize(
    ("params", "text"),
    [({}, "no rain: give rain_mm"), ({"rain_mm": -1}, "at least 0.0 mm")],
)
def test_what_does_not_fit_is_known_before_anything_is_read(coast, tmp_path, params, text, monkeypatch):
    monkeypatch.setattr("gistools.run.session.read_inputs", lambda *_: pytest.fail("the inputs were read"))
    with pytest.raises(ParamError, match=text):
        gt.run_job(gt.Job(tool="flood", inputs={"elevation": str(coast)}, params=params, out_dir=str(tmp_path / "out")))
    assert not (tmp_path / "out").exists()
