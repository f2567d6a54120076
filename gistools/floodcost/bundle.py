"""The publication bundle (offentliggørelsespakke): all that a flood-cost calculation is published with, as values."""

from __future__ import annotations

import math
import re
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._version import __version__
from gistools.errors import ParamError
from gistools.floodcost import bundle_steps, bundle_tables
from gistools.floodcost.bundle_cells import BundleColumn, BundleTable, CellKind, both, clean, column_table, dkk
from gistools.floodcost.bundle_economics import economic_tables
from gistools.floodcost.bundle_evidence import Evidence, MapEvidence, renamed
from gistools.floodcost.bundle_params import BundleParams
from gistools.floodcost.bundle_sections import standard_sections
from gistools.floodcost.bundle_values import Bundle, Default, Picture
from gistools.styles import COLUMNS
from gistools.tables.form import READ_AT
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.floodcost.bundle_economics import Economics
    from gistools.floodcost.bundle_evidence import Scenario
    from gistools.floodcost.bundle_values import InputFile, Section, Setting

__all__ = ["bundle_table", "make_bundle"]

LAW = "BEK 2276"
DUTY = Text("miljøbeskyttelseslovens § 32, stk. 5", "section 32(5) of the Danish environmental protection act")

_EXCERPT = Text("omtale på nettet, ikke læst i kilden selv", "excerpts on the web, not read in the source itself")
RULES = (  # what the report says of Danish rules; nobody has verified them in the rules themselves
    Default("law", Text("Serviceniveau for regn", "Service levels of rain"), LAW, "", _EXCERPT, 2020, verified=False),
    Default("duty", Text("Pligt til at offentliggøre", "Duty to publish"), DUTY.da, "", _EXCERPT, 2022, verified=False),
)

_READ_AT = {name: (said.da, said.en) for name, said in READ_AT.items()}
_PNG = b"\x89PNG\r\n\x1a\n"
_HIDDEN = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}  # what programs write beside the picture
_SHORTEST_PRIVATE = 6  # signs; shorter values of a column are words that anyone writes
_HASH = re.compile("[0-9a-f]{32,}")  # holds long numbers by chance
_NEVER_PUBLIC = {"building_id", "source_id"}
_TEXT = CellKind.TEXT


def make_bundle(
    title: Text,
    buildings: gpd.GeoDataFrame,
    evidence: Evidence | MapEvidence | Mapping[str, Evidence],
    scenarios: Sequence[Scenario],
    params: BundleParams | None = None,
    *,
    created: str,
    price_year: int | None = None,
    settings: Sequence[Setting] = (),
    defaults: Sequence[Default] = (),
    inputs: Sequence[InputFile] = (),
    ledger: pd.DataFrame | None = None,
    economics: Economics | None = None,
    pictures: Sequence[Picture] | Callable[[Mapping[str, BundleTable]], Sequence[Picture]] = (),
    tables: Sequence[BundleTable] = (),
    sections: Sequence[Section] = (),
    notes: Sequence[Text] = (),
    stamps: Sequence[Text] = (),
    breaks_mm: npt.ArrayLike = (),
) -> Bundle:
    """Return the bundle of a calculation: public, or with single buildings when ``params`` asks for them.

    A public bundle holds damage by cell and by class, each of enough buildings as `gistools.floodcost.anonymity.Rule`
    says, and the steps of damage in groups of enough. From the layer of buildings it takes how many there are, where
    their cells lie and their classes; nothing else of it. A bundle with houses also holds ``building_id``, ground area,
    and each step of each building.

    Parameters
    ----------
    title:
        Of the report.
    buildings:
        n classified buildings: ``building_id``, ``damage_class``, ``ground_area_m2``, in metres.
    evidence, scenarios:
        What annual damage rests on (by state where there are several: as it is, and with a plan), and the annual damage
        in one climate or more.
    created:
        When it was calculated, ISO 8601.
    price_year:
        Of all amounts; None where it is not known, which the report says.
    settings, defaults, inputs, ledger, economics:
        What the report shows and the tables hold of them.
    pictures:
        PNG, or what makes them of the tables; those of public bundles must show no single house, which no program can
        check.
    tables, sections:
        More of both; the sections stand before those that every bundle has.
    notes, stamps:
        What readers must know; what must stand on every page.
    breaks_mm:
        Rains at which ``tables`` tell what all damage up to them costs; for the caller to see to it that enough
        buildings lie between them (`gistools.floodcost.anonymity.tells_apart`). Where two are nearly all of what lies
        between them, cells and classes are one row.

    Raises
    ------
    ParamError
        When a public bundle would be of too few buildings or would hold a private column or value, for scenarios
        without names of their own, arrays of other buildings, pictures that are no PNG, and sentences with numbers that
        no table holds.
    TableError
        For tables whose cells are not what their columns declare, or two of one name.

    >>> import geopandas as gpd, numpy as np, shapely
    >>> from gistools.cloudburst.rain import RainStatistics
    >>> from gistools.floodcost.annual import annual_from_onsets
    >>> from gistools.floodcost.bundle_evidence import Evidence, Scenario
    >>> from gistools.floodcost.rates import rain_rate
    >>> table = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [26.0]})
    >>> rate = rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60)
    >>> places = [shapely.Point(x, 5.0).buffer(4.0) for x in (10.0, 20.0, 30.0)]
    >>> homes = gpd.GeoDataFrame(
    ...     {"building_id": [1, 2, 3], "damage_class": "home", "ground_area_m2": 50.0}, geometry=places, crs=25832)
    >>> onset, amount = np.array([[16.0, 26.0, 26.0]]), np.full((1, 3), 1000.0)
    >>> now = Scenario("now", Text("i dag", "today"), rate, annual_from_onsets(onset, amount, rate))
    >>> bundle = make_bundle(Text("By", "Town"), homes, Evidence(("ground_floor",), onset, amount), [now],
    ...     created="2026-01-01T00:00:00Z")
    >>> bundle.tables["totals"].frame["annual_dkk"].tolist()  # 1000/2 + 1000/10 + 1000/10
    [700.0]
    """
    params = params or BundleParams()
    public = not params.with_houses
    states = {"": evidence} if isinstance(evidence, Evidence | MapEvidence) else dict(evidence)
    told = renamed(scenarios)
    counted = bundle_tables.count(buildings, states, told, params, breaks_mm)
    worked = (
        bundle_steps.public_tables(counted, states, breaks_mm)
        if public
        else bundle_steps.building_tables(counted, states)
    )
    made = [_facts(title, created, price_year, params, worked), _settings(settings)]
    made += [bundle_tables.total_table(counted), bundle_tables.class_table(counted), bundle_tables.cell_table(counted)]
    made += worked
    if public:
        defaults = [*defaults, *_rule(params)]
        notes = [*notes, *([DOMINATED] if counted.dominated else [])]
    made += bundle_steps.scenario_tables(told)
    made += economic_tables(economics) if economics else []
    made += [_defaults([*defaults, *RULES]), _inputs(inputs)]
    made += [] if ledger is None else [bundle_table("ledger", ledger, Text("Vandregnskab", "Water ledger"))]
    drawn = pictures({table.name: table for table in made}) if callable(pictures) else pictures
    made += [_pictures(drawn), _notes(told, notes, stamps), *tables]
    made += [column_table([table for table in made if len(table.frame)])]
    by_name = {table.name: table for table in made if len(table.frame)}
    if len({table.name for table in made}) < len(made):
        _twice([table.name for table in made])
    shown = {picture.name: replace(picture, png=without_hidden_text(picture)) for picture in drawn}
    every = (*standard_sections(by_name, shown, sections),)
    bundle = Bundle(title, public, created, by_name, every, shown, tuple(dict.fromkeys(stamps)))
    if public:
        _require_private(bundle, buildings, tables, params.min_buildings)
    return bundle


DOMINATED = Text(
    "En eller to bygninger udgør næsten hele skaden, eller næsten hele forskellen mellem to tal for alle bygninger "
    "(scenarier, niveauer). Derfor er alle celler og alle klasser lagt sammen: tallene siger næsten, hvad de bygninger "
    "koster, men ikke hvor de ligger, eller hvad de bruges til.",
    "One or two buildings make up nearly all damage, or nearly all of the difference between two figures of all "
    "buildings (scenarios, levels). All cells and all classes are therefore merged: the figures nearly tell what those "
    "buildings cost, but not where they lie or what they are used for.",
)


def _rule(params: BundleParams) -> list[Default]:
    """Return where the rule comes from by which rows of a public bundle are merged."""
    source = Text(
        "Handbook on Statistical Disclosure Control (ESSNet SDC): reglen (n, k) med eksemplet (2, 85 %), læst i "
        "omtale; ingen dansk regel er fundet",
        "Handbook on Statistical Disclosure Control (ESSNet SDC): the rule (n, k) with the example (2, 85 %), read in "
        "an account of it; no Danish rule was found",
    )
    label = Text(
        "De to største bygningers største andel af en række", "Largest share of a row of its two largest buildings"
    )
    return [Default("most_share", label, params.most_share, "", source, 2010, verified=False)]


def bundle_table(
    name: str, frame: pd.DataFrame, title: Text | None = None, labels: Mapping[str, Text] | None = None
) -> BundleTable:
    """Return a table for a bundle from a table that gistools has made; geometry is left out.

    Labels and units are those of ``labels``, of the declared columns, and of ``frame.attrs``; what a column holds is
    told by its type. Columns of whole øre (``..._oere``) become amounts in DKK.

    >>> made = bundle_table("sums", pd.DataFrame({"damage_class": ["home"], "annual_oere": [1250]}))
    >>> made.frame.columns.tolist(), made.frame["annual_dkk"].tolist()
    (['damage_class', 'annual_dkk'], [12.5])
    """
    units, columns, cells = frame.attrs.get("units", {}), [], {}
    for original in map(str, frame.columns):
        values = frame[original]
        if original == "geometry":
            continue
        if pd.api.types.is_integer_dtype(values) and values.isna().any():
            values = values.astype("Float64").astype(np.float64)  # whole numbers of which some are missing
        column, kind, known = original, _kind(values), COLUMNS.get(original)
        if original.endswith("_oere"):
            column, kind, values = f"{original.removesuffix('_oere')}_dkk", CellKind.DKK, values / 100.0
        label = (labels or {}).get(original) or (known.label if known else Text(original, original))
        unit = "DKK" if kind is CellKind.DKK else str(units.get(original) or (known.stored_unit if known else ""))
        columns.append(BundleColumn(column.lower(), kind, label, unit))
        cells[column.lower()] = values.to_numpy()
    title = title or frame.attrs.get("title") or Text(name, name)
    return BundleTable(name, title, pd.DataFrame(cells), tuple(columns))


def _kind(values: pd.Series[float]) -> CellKind:
    if pd.api.types.is_bool_dtype(values):
        return CellKind.YES_NO
    if pd.api.types.is_integer_dtype(values):
        return CellKind.WHOLE
    return CellKind.NUMBER if pd.api.types.is_float_dtype(values) else _TEXT


def without_hidden_text(picture: Picture) -> bytes:
    """Return the bytes of a picture without what programs write beside it (names, places, times).

    Raises
    ------
    ParamError
        When it is no whole PNG.
    """
    data, at, kept = picture.png, len(_PNG), [_PNG]
    kind = b""
    while data.startswith(_PNG) and kind != b"IEND" and at + 12 <= len(data):
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        if kind not in _HIDDEN:
            kept.append(data[at:end])
        at = end
    if kind != b"IEND" or at > len(data):
        raise ParamError(
            Text(f"billedet {picture.name}", f"the picture {picture.name}"),
            Text("en hel PNG-fil", "a whole PNG file"),
            Text("gem figuren som PNG", "save the figure as PNG"),
        )
    return b"".join(kept)


FACTS = (
    BundleColumn("name", _TEXT, Text("Navn", "Name")),
    *both("label", Text("Betegnelse", "Label")),
    BundleColumn("number", CellKind.NUMBER, Text("Tal", "Number")),
    *both("text", Text("Tekst", "Text")),
    BundleColumn("unit", _TEXT, Text("Enhed", "Unit")),
)


def _facts(
    title: Text, created: str, price_year: int | None, params: BundleParams, worked: Sequence[BundleTable]
) -> BundleTable:
    houses = Text("med enkelte bygninger", "with single buildings")
    public = Text("offentlig: ingen enkelte bygninger", "public: no single buildings")
    share = round(100.0 * params.most_share, 4)
    groups = next((table for table in worked if table.name == "step_groups"), None)
    steps = None if groups is None else float(dkk(groups.whole_oere("amount_dkk").sum()))
    label = Text("Skade, når alle grupper af skadestrin er ramt", "Damage when all groups of steps are hit")
    told = [] if steps is None else [("step_amount", label, steps, "DKK")]
    year = Text("ukendt", "unknown") if price_year is None else Text(str(price_year), str(price_year))
    rows = [
        ("title", Text("Titel", "Title"), title, ""),
        ("created", Text("Beregnet", "Calculated"), created, ""),
        ("version", Text("gistools", "gistools"), __version__, ""),
        ("kind", Text("Pakken er", "The bundle is"), houses if params.with_houses else public, ""),
        ("price_year", Text("Prisår", "Price year"), year, ""),
        ("law", Text("Bekendtgørelsen om serviceniveau", "Order on service levels"), LAW, ""),
        ("duty", Text("Pligten til at offentliggøre", "Duty to publish"), DUTY, ""),
        ("cell_m", Text("Cellernes side", "Side of the cells"), params.bundle_cell_m, "m"),
        ("min_buildings", Text("Færrest bygninger i en række", "Fewest buildings of a row"), params.min_buildings, ""),
        ("most_share", Text("De to største bygningers største andel", "Largest share of two buildings"), share, "%"),
        *told,
    ]
    return _fact_table("facts", Text("Om pakken", "About the bundle"), rows)


def _settings(settings: Iterable[Setting]) -> BundleTable:
    rows = [(one.name, one.label, one.value, one.unit) for one in settings]
    return _fact_table("parameters", Text("Parametre", "Parameters"), rows)


def _fact_table(name: str, title: Text, rows: Sequence[tuple[str, Text, object, str]]) -> BundleTable:
    cells = []
    for key, label, value, unit in rows:
        number, text = math.nan, Text("", "")
        if isinstance(value, bool):
            text = Text("ja", "yes") if value else Text("nej", "no")
        elif isinstance(value, int | float) and math.isfinite(value):
            number = float(value)
        elif isinstance(value, Text):
            text = value
        elif value is not None:
            text = Text(str(value), str(value))
        cells.append((key, label.da, label.en, number, text.da, text.en, unit))
    return BundleTable(name, title, pd.DataFrame(cells, columns=[column.name for column in FACTS]), FACTS)


def _defaults(defaults: Sequence[Default]) -> BundleTable:
    rows = [
        (
            one.name,
            one.label.da,
            one.label.en,
            float(one.value) if isinstance(one.value, int | float) else math.nan,
            one.value if isinstance(one.value, str) else "",
            one.unit,
            one.source.da,
            one.source.en,
            "" if one.year is None else str(one.year),
            "" if one.price_year is None else str(one.price_year),
            *_READ_AT.get(one.read_in, ("", "")),
            bool(one.verified),
        )
        for one in defaults
    ]
    columns = (
        *FACTS[:4],
        BundleColumn("text", _TEXT, Text("Tekst", "Text")),
        FACTS[6],
        *both("source", Text("Kilde", "Source")),
        BundleColumn("source_year", _TEXT, Text("Kildens år", "Year of the source")),
        BundleColumn("price_year", _TEXT, Text("Prisår", "Price year")),
        *both("read_in", Text("Læst hos", "Read at")),
        BundleColumn("verified", CellKind.YES_NO, Text("Verificeret", "Verified")),
    )
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    return BundleTable(
        "defaults", Text("Standardværdier og deres kilder", "Defaults and their sources"), frame, columns
    )


def _inputs(inputs: Sequence[InputFile]) -> BundleTable:
    rows = [(one.name, one.file, one.content_hash, one.size_bytes, one.crs) for one in inputs]
    columns = (
        BundleColumn("name", _TEXT, Text("Input", "Input")),
        BundleColumn("file", _TEXT, Text("Fil", "File")),
        BundleColumn("blake2b", _TEXT, Text("Kontrolsum (BLAKE2b)", "Hash (BLAKE2b)")),
        BundleColumn("size_bytes", CellKind.WHOLE, Text("Størrelse", "Size"), "byte"),
        BundleColumn("crs", _TEXT, Text("Koordinatsystem", "Coordinate system")),
    )
    frame = pd.DataFrame(rows, columns=[column.name for column in columns])
    return BundleTable("inputs", Text("Inddata", "Inputs"), frame, columns)


def _notes(scenarios: Sequence[Scenario], notes: Sequence[Text], stamps: Sequence[Text]) -> BundleTable:
    kinds = {
        "stamp": Text("mærke", "stamp"),
        "unverified": Text("ikke verificeret", "not verified"),
        "note": Text("bemærkning", "note"),
    }
    rows = [("stamp", text) for text in dict.fromkeys(stamps)]
    rows += [("unverified", text) for text in dict.fromkeys(t for s in scenarios if s.rate for t in s.rate.unverified)]
    rows += [("note", text) for text in dict.fromkeys(notes)]
    kind = Text("Slags", "Kind")
    columns = (
        BundleColumn("note_kind", _TEXT, Text("Slags (kode)", "Kind (code)")),
        *both("note_kind", kind),
        *FACTS[4:6],
    )
    cells = [(k, kinds[k].da, kinds[k].en, t.da, t.en) for k, t in rows]
    frame = pd.DataFrame(cells, columns=[column.name for column in columns])
    return BundleTable("notes", Text("Bemærkninger", "Notes"), frame, columns)


def _pictures(pictures: Sequence[Picture]) -> BundleTable:
    columns = (
        BundleColumn("picture", _TEXT, Text("Billede", "Picture")),
        *both("caption", Text("Billedtekst", "Caption")),
    )
    rows = [(one.name, one.caption.da, one.caption.en) for one in pictures]
    return BundleTable(
        "pictures",
        Text("Billeder", "Pictures"),
        pd.DataFrame(rows, columns=[column.name for column in columns]),
        columns,
    )


def _twice(names: Sequence[str]) -> None:
    doubled = sorted({name for name in names if names.count(name) > 1})
    raise ParamError(
        Text(f"tabellerne {doubled} flere gange", f"the tables {doubled} more than once"),
        Text("tabeller med hver sit navn", "tables each with a name of its own"),
        Text("giv de ekstra tabeller andre navne", "give the extra tables other names"),
    )


def _require_private(bundle: Bundle, buildings: gpd.GeoDataFrame, extra: Sequence[BundleTable], least: int) -> None:
    """Raise `ParamError` when a public bundle holds a column of single buildings, or a value that few of them have."""
    own = {str(name).lower() for name in buildings.columns} - {"damage_class", "geometry"}
    found = [
        Text(f"kolonnen {t.name}.{c.name}", f"the column {t.name}.{c.name}")
        for t in extra
        for c in t.columns
        if c.name in own | _NEVER_PUBLIC
    ]
    words = "\n".join(_all_texts(bundle))
    runs = _long_numbers(text for text in _all_texts(bundle) if not _HASH.fullmatch(text))
    for name in buildings.columns:
        if name in {"building_id", "damage_class", "geometry"}:
            continue
        numbers = pd.api.types.is_numeric_dtype(buildings[name])
        texts = _whole_numbers(buildings[name]) if numbers else buildings[name].dropna().map(clean)
        count = texts.value_counts()
        few = count.index[(count < least) & (count.index.str.len() >= _SHORTEST_PRIVATE)] if len(count) else count.index
        hits = len(runs & set(few)) if numbers else len(_found_in(words, few))
        if hits:
            found.append(
                Text(f"{hits} værdier af bygningernes kolonne {name}", f"{hits} values of the buildings' column {name}")
            )
    if found:
        raise ParamError(
            Text("; ".join(f.da for f in found), "; ".join(f.en for f in found)),
            Text("en offentlig pakke uden enkelte bygninger", "a public bundle without single buildings"),
            Text(
                "tag dem ud af tabeller, bemærkninger og titler, eller bed om en pakke med enkelte bygninger",
                "take them out of tables, notes and titles, or ask for a bundle with single buildings",
            ),
        )


def _whole_numbers(values: pd.Series[float]) -> pd.Series[str]:
    """Return the whole numbers of a column as texts: keys and numbers of properties, also when read as floats."""
    known = values.dropna()
    whole = known[(known % 1 == 0) & (known.abs() < 2**63)]
    return whole.astype(np.int64).astype(str)


def _long_numbers(texts: Iterable[str]) -> set[str]:
    """Return all whole numbers of texts, also those written with marks between thousands.

    >>> sorted(_long_numbers(["nr. 1.234.567 og 89", "5 000 000"]))
    ['000', '1', '1234567', '234', '5', '5000000', '567', '89']
    """
    made = set[str]()
    for text in texts:
        made |= set(re.findall(r"[0-9]+", text))
        made |= {re.sub(r"[^0-9]", "", run) for run in re.findall(r"[0-9]{1,3}(?:[.,\u00a0\u202f ][0-9]{3})+", text)}
    return made


def _found_in(text: str, values: Iterable[str]) -> set[str]:
    """Return which of many values of `_SHORTEST_PRIVATE` signs or more stand anywhere in a text."""
    by_start: dict[str, set[str]] = {}
    for value in values:
        by_start.setdefault(value[:_SHORTEST_PRIVATE], set()).add(value)
    lengths = {start: sorted({len(value) for value in of}) for start, of in by_start.items()}
    found = set[str]()
    for at in range(len(text) - _SHORTEST_PRIVATE + 1):
        start = text[at : at + _SHORTEST_PRIVATE]
        if start in by_start:
            found |= {text[at : at + n] for n in lengths[start]} & by_start[start]
    return found


def _all_texts(bundle: Bundle) -> Iterable[str]:
    """Yield every text of a bundle, each value of a column once."""
    for table in bundle.tables.values():
        for column in table.columns:
            yield from (column.label.da, column.label.en)
            if column.kind is _TEXT:
                yield from table.frame[column.name].unique()
    for section in bundle.sections:
        yield from (section.heading.da, section.heading.en)
        for sentence in section.sentences:
            yield from (sentence.text.da, sentence.text.en)
    for picture in bundle.pictures.values():
        yield from (picture.name, picture.caption.da, picture.caption.en)
