"""Any value is drawn by its type; results of other rooms need only say their layers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from gistools.errors import InputError
from gistools.text import Text
from gistools.view import Drawing, MapLayer, Sketch, drawing_of, explore, ledger_table, ledger_text, plot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.raster import Raster

    from .conftest import Town


@dataclass(frozen=True)
class FakeEvent:
    """A result as a domain room makes it, without knowing view."""

    town: Any
    backdrop: Raster | None
    title: Text | None = None

    def map_layers(self) -> Sequence[tuple[Any, str, Text]]:
        return [(self.town.depth, "depth", Text("Dybde", "Depth")), (self.town.ponds, "ponds", Text("Damme", "Ponds"))]


def test_a_result_is_drawn_without_view_knowing_its_type(town: Town) -> None:
    event = FakeEvent(town, town.elevation)
    assert isinstance(event, Sketch)
    drawing = drawing_of(event)
    assert [layer.style for layer in drawing.layers] == ["depth", "ponds"]
    assert drawing.backdrop is town.elevation
    html = explore(event, title=Text("Skybrud", "Cloudburst")).get_root().render()
    assert "<h1>Skybrud</h1>" in html
    assert "Skyggekort" in html
    assert len(plot(event).axes) == 2
    assert "Skyggekort" not in explore(FakeEvent(town, None)).get_root().render()


def test_stamps_and_titles_come_along_with_the_value(town: Town) -> None:
    stamp, draft = Text("OPDIGTET TERRÆN", "INVENTED TERRAIN"), Text("UDKAST", "DRAFT")
    terrain = replace(town.elevation, stamps=(stamp,))
    event = FakeEvent(town, terrain, Text("Skybrud på 80 mm", "Cloudburst of 80 mm"))
    for html in (explore(event).get_root().render(), explore(terrain).get_root().render()):
        assert "<span>OPDIGTET TERRÆN</span>" in html
    for shown in (explore(town.depth, hillshade=terrain), explore(replace(town.depth, stamps=(stamp,)))):
        assert "<span>OPDIGTET TERRÆN</span>" in shown.get_root().render()
    assert "<h1>Skybrud på 80 mm</h1>" in explore(event).get_root().render()
    own = explore(event, stamps=[draft]).get_root().render()
    assert "<span>UDKAST</span>" in own
    assert "<span>OPDIGTET TERRÆN</span>" not in own
    said = [text.get_text() for text in plot(event).axes[0].texts]
    assert any("OPDIGTET TERRÆN" in text for text in said)
    assert "<span>OPDIGTET" not in explore(town.depth).get_root().render()


def test_rasters_and_layers_are_drawn_in_a_plain_style(town: Town) -> None:
    assert drawing_of(town.elevation).layers[0].style == "elevation"
    assert drawing_of(town.elevation).backdrop is town.elevation
    assert drawing_of(town.depth).layers[0].style == "raster"
    assert drawing_of(town.ponds).layers[0].style == "polygon"
    assert drawing_of(town.paths).layers[0].style == "line"
    assert drawing_of(town.points).layers[0].style == "point"
    assert drawing_of(town.points.iloc[:0]).layers[0].style == "line"
    titled = town.ponds.copy()
    titled.attrs["title"] = Text("Søer", "Lakes")
    assert drawing_of(titled).title.da == "Søer"


def test_a_style_can_be_named(town: Town) -> None:
    assert "50–100 cm" in explore(town.depth, style="depth").get_root().render()
    assert any("50–100 cm" in text.get_text() for text in plot(town.depth, style="depth").axes[-1].texts)


def test_maps_show_themselves_in_a_notebook(town: Town) -> None:
    assert "map_gistools" in explore(town.depth)._repr_html_()


def test_users_may_register_types_of_their_own(town: Town) -> None:
    class Mine:
        pass

    @drawing_of.register(Mine)
    def _(value: Mine) -> Drawing:
        return Drawing([MapLayer(town.depth, "depth", Text("Min", "Mine"))], None, Text("Min", type(value).__name__))

    assert "<h1>Min</h1>" in explore(Mine()).get_root().render()


def test_what_cannot_be_drawn_is_an_error_that_teaches() -> None:
    with pytest.raises(InputError, match="en værdi af typen int"):
        explore(3)
    with pytest.raises(InputError, match="a value of type DataFrame"):
        plot(pd.DataFrame({"a": [1]}))


def test_the_ledger_is_a_table_of_danish_numbers() -> None:
    ledger = pd.DataFrame(
        {
            "term": ["rain", "lost"],
            "text_da": ["Regn", "<b>Tab</b>"],
            "text_en": ["Rain", "Losses"],
            "volume_m3": [400_000.25, 12.0],
            "units": [419_430_400_000, 1],
            "mm": [100.0, None],
        }
    )
    html = ledger_table(ledger)
    assert "400.000,2" in html
    assert "&lt;b&gt;Tab&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "ukendt" in html
    assert "Regndybde (mm)" in html
    english = ledger_text(ledger, "en").splitlines()
    assert english[0].split() == ["Term", "Volume", "(m³)", "Rain", "depth", "(mm)"]
    assert english[1].split() == ["Rain", "400,000.2", "100.0"]
    assert len({len(line) for line in english}) == 1
