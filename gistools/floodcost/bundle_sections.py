"""The report of a bundle: what every one says, each number bound to the cell of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.bundle_values import Bound, Section, Sentence
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.floodcost.bundle_cells import BundleTable

__all__ = ["fact", "standard_sections"]

_MOST_CELLS = 20


def fact(name: str, column: str = "text_*") -> Bound:
    """Return where a fact about the bundle stands.

    >>> fact("cell_m", "number").where
    {'name': 'cell_m'}
    """
    return Bound("facts", {"name": name}, column)


def standard_sections(
    tables: Mapping[str, BundleTable], pictures: Iterable[str], own: Iterable[Section] = ()
) -> tuple[Section, ...]:
    """Return the parts of the report that every bundle has, as far as its tables go, with those of one's own first.

    Pictures that no section of one's own shows stand with the result.
    """
    public = "buildings" not in tables
    own = tuple(own)
    taken = {name for section in own for name in section.pictures}
    made = [
        *own,
        _result(tables, tuple(name for name in pictures if name not in taken)),
        _classes(tables),
        _cells(public=public),
        *(_economics(tables) if "values" in tables else ()),
        _maps() if "maps" in tables else _rain(),
        _known(tables),
        _basis(tables),
        _check(public=public),
    ]
    return tuple(part for part in made if part.sentences or part.tables)


def _result(tables: Mapping[str, BundleTable], pictures: tuple[str, ...]) -> Section:
    sentences = [
        Sentence(
            Text(
                "Screening, ikke dokumentation efter {law}. Alle beløb er i kroner i prisniveau {year}.",
                "Screening, not documentation under {law}. All amounts are in DKK at the price level of {year}.",
            ),
            {"law": fact("law"), "year": fact("price_year")},
        )
    ]
    totals = tables["totals"].frame
    for row in totals.itertuples():
        where = {"scenario": row.scenario}
        numbers = {
            "label": Bound("scenarios", where, "label_*"),
            "annual": Bound("totals", where, "annual_dkk", 0),
            "damaged": Bound("totals", where, "damaged"),
            "buildings": Bound("totals", where, "buildings"),
        }
        sentences.append(
            Sentence(
                Text(
                    "Forventet årlig skade, {label}: {annual} kr. {damaged} af {buildings} bygninger kan få skade.",
                    "Expected annual damage, {label}: DKK {annual}. {damaged} of {buildings} buildings may be damaged.",
                ),
                numbers,
            )
        )
        if not np.isnan(float(row.head_percent)):  # type: ignore[arg-type]  # a float of the table
            shares = {name: Bound("totals", where, f"{name}_percent", 1) for name in ("head", "tail")}
            sentences.append(
                Sentence(
                    Text(
                        "Heraf hviler {head} % på regn, der kommer oftere end regntabellens mindste "
                        "gentagelsesperiode, og {tail} % på regn, der er sjældnere end dens største: de dele er "
                        "forlænget ud over tabellen.",
                        "Of it {head} % rests on rains that come oftener than the shortest return period of the rain "
                        "table, and {tail} % on rains rarer than its longest: those parts are extended beyond it.",
                    ),
                    shares,
                )
            )
    return Section(Text("Resultat", "Result"), tuple(sentences), ("totals",), pictures)


def _classes(tables: Mapping[str, BundleTable]) -> Section:
    largest = tables["classes"].columns[-1].name
    return Section(Text("Hvilke bygninger", "Which buildings"), (), ("classes",), largest=largest)


def _cells(*, public: bool) -> Section:
    sentences = [
        Sentence(
            Text("Skaden er lagt sammen i celler på {cell} m.", "Damage is summed in cells of {cell} m."),
            {"cell": fact("cell_m", "number")},
        )
    ]
    if public:
        sentences.append(
            Sentence(
                Text(
                    "Celler og klasser med færre end {least} bygninger, eller med skade på færre end {least}, er lagt "
                    "sammen i én række, så intet enkelt hus kan aflæses. Det gælder også dem, hvor to bygninger udgør "
                    "mere end {share} % af skaden, og klasser, der trukket fra celler ville vise et hus.",
                    "Cells and classes of fewer than {least} buildings, or with damage to fewer than {least}, are "
                    "merged into one row, so that no single house can be read off. So are those of which two buildings "
                    "make up more than {share} % of the damage, and classes that would show a house when taken from "
                    "cells.",
                ),
                {"least": fact("min_buildings", "number"), "share": fact("most_share", "number")},
            )
        )
    sentences.append(
        Sentence(
            Text(
                "Her vises de celler, der har mest skade; alle står i tabellen cells.",
                "The cells with the most damage are shown here; all stand in the table cells.",
            )
        )
    )
    return Section(Text("Hvor", "Where"), tuple(sentences), ("cells",), most_rows=_MOST_CELLS, largest="annual_*_dkk")


def _economics(tables: Mapping[str, BundleTable]) -> list[Section]:
    sentences = [
        Sentence(
            Text(
                "{label}: nutidsværdi {present} kr. over {years} år, det samme som {annual} kr. om året.",
                "{label}: a present value of DKK {present} over {years} years, the same as DKK {annual} a year.",
            ),
            {
                "label": Bound("values", {"flow": name}, "label_*"),
                "present": Bound("values", {"flow": name}, "present_dkk", 0),
                "annual": Bound("values", {"flow": name}, "equivalent_annual_dkk", 0),
                "years": Bound("discounting", {}, "horizon_years"),
            },
        )
        for name in tables["values"].frame["flow"]
        if "level_curve" not in tables  # which tells each of them beside the others
    ]
    if (tables["values"].frame["sign"] != 0).any():
        sentences.append(
            Sentence(
                Text(
                    "Nytte {benefit} kr., omkostning {cost} kr.: nettonutidsværdi {npv} kr.",
                    "Benefit DKK {benefit}, cost DKK {cost}: a net present value of DKK {npv}.",
                ),
                {name: Bound("net", {}, f"{name}_dkk", 0) for name in ("benefit", "cost", "npv")},
            )
        )
    sentences.append(
        Sentence(
            Text(
                "Forventet årlig skade, nutidsværdi og ækvivalent årlig værdi er tre forskellige tal.",
                "Expected annual damage, present value and equivalent annual value are three different figures.",
            )
        )
    )
    shown = tuple(name for name in ("values", "discounting", "discount_rates") if name in tables)
    return [Section(Text("Økonomi", "Economics"), tuple(sentences), shown)]


def _rain() -> Section:
    sentence = Sentence(
        Text(
            "Hvor ofte regn kommer, er læst af regnstatistikken for den varighed, der står ved hvert scenarie.",
            "How often rain comes is read from the rain statistics of the duration given with each scenario.",
        )
    )
    return Section(Text("Regn", "Rain"), (sentence,), ("scenarios", "rain"))


def _maps() -> Section:
    sentence = Sentence(
        Text(
            "Skaden er læst af kort over vanddybde; de gælder de gentagelsesperioder, der står her.",
            "Damage is read from maps of depth, of the return periods given here.",
        )
    )
    return Section(Text("Kort", "Maps"), (sentence,), ("maps",))


def _known(tables: Mapping[str, BundleTable]) -> Section:
    first = str(tables["totals"].frame["scenario"].iloc[0])
    sentences = [
        Sentence(
            Text(
                "Antal bygninger, hvis skade helt eller delvis er ukendt: {unknown}. Det betyder ikke, at den er nul: "
                "tallene er for det kendte.",
                "Number of buildings whose damage is wholly or partly unknown: {unknown}. That does not mean none: the "
                "figures are of what is known.",
            ),
            {"unknown": Bound("totals", {"scenario": first}, "unknown")},
        )
    ]
    if "defaults" in tables and not tables["defaults"].frame["verified"].all():
        sentences.append(
            Sentence(
                Text(
                    "Standardværdier, hvor der står nej ved Verificeret, er ikke efterprøvet i deres kilde.",
                    "Defaults with no under Verified have not been checked in their source.",
                )
            )
        )
    shown = tuple(name for name in ("notes",) if name in tables)
    return Section(Text("Ukendt og usikkert", "Unknown and uncertain"), tuple(sentences), shown)


def _basis(tables: Mapping[str, BundleTable]) -> Section:
    names = ("facts", "parameters", "defaults", "inputs", "ledger")
    sentence = Sentence(
        Text(
            "Offentliggjort, så enhver kan efterprøve grundlaget ({duty}; ikke efterprøvet i loven selv).",
            "Published so that anyone can check what it rests on ({duty}; not checked in the act itself).",
        ),
        {"duty": fact("duty")},
    )
    shown = tuple(name for name in names if name in tables)
    return Section(Text("Grundlag", "Basis"), (sentence,), shown, most_rows=200)


def _check(*, public: bool) -> Section:
    sentences = [
        Sentence(
            Text(
                "Kør gistools verify med navnet på zipfilen. Programmet ser efter, at ingen byte er ændret, at csv og "
                "regneark har de samme tal, at hvert tal i denne tekst står i en tabel, og regner summerne efter til "
                "øren. Billederne læser det ikke.",
                "Run gistools verify with the name of the zip file. It checks that no byte is changed, that csv and "
                "workbook hold the same numbers, that each number of this text stands in a table, and recomputes the "
                "sums to the øre. It does not read the pictures.",
            )
        )
    ]
    if public:
        sentences.append(
            Sentence(
                Text(
                    "I denne offentlige pakke kan det efterregne alle summer af celler og klasser til øren, "
                    "nutidsværdierne til øren, og den årlige skade fra regntabellen mellem en nedre og en øvre grænse "
                    "for hver gruppe af bygninger; det siger hvilke. Den enkelte bygning og cellens egen årlige skade "
                    "kan det ikke regne forfra; det kræver en pakke med enkelte bygninger.",
                    "Of this public bundle it can recompute all sums of cells and classes to the øre, the present "
                    "values to the øre, and annual damage from the rain table between a lower and an upper bound for "
                    "each group of buildings, and says which. A single building, and the annual damage of a cell by "
                    "itself, it cannot work out anew; that needs a bundle with single buildings.",
                )
            )
        )
    return Section(Text("Efterprøv", "Check it"), tuple(sentences))
