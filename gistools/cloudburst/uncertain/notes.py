"""What is told of a run over draws: its model, what is and is not known of it, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.uncertain.figures import height_figure
from gistools.cloudburst.uncertain.quantiles import PERCENTS, rank
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.uncertain.error_field import HeightError
    from gistools.cloudburst.uncertain.params import UncertaintyParams

    F64 = npt.NDArray[np.float64]

ASSUMED = Text(
    "Fejlmodellen er en antagelse: normalfordelt fejl med middel 0, ens på hele kortet, uafhængig af bevoksning, fald "
    "og vandflader; fraktilerne siger intet om andre fejl (dræn, regn, tab, manglende rør).",
    "The error model is an assumption: normal error of mean 0, alike on the whole map, whatever vegetation, slope and "
    "water; the quantiles tell nothing of other errors (drains, rain, losses, missing culverts).",
)
ROUGHER = Text(
    "Fejlen lægges oven på et terræn, der allerede rummer en fejl, og gør det mere ujævnt: jo kortere "
    "korrelationslængde, jo flere små pytter, som er våde i nogle gennemløb og holder vand tilbage. Derfor kan "
    "fraktilerne ligge til den ene side for kørslen uden fejl.",
    "The error is laid on a terrain that holds an error already, and makes it rougher: the shorter the correlation "
    "length, the more small puddles that are wet in some draws and hold water back. So the quantiles may lie to one "
    "side of the run without error.",
)
DEFINED = Text(
    "P10, P50 og P90 er i hver celle den mindste regn, som mindst 10, 50 og 90 % af gennemløbene er våde ved; "
    "uendelig, hvor færre end 10, 50 og 90 % af gennemløbene nogensinde bliver våde.",
    "P10, P50 and P90 are in each cell the least rain at which at least 10, 50 and 90 % of the draws are wet; infinite "
    "where fewer than 10, 50 and 90 % of the draws are ever wet.",
)
ENOUGH_DRAWS = 100  # fewer are told of


def area_told(areas: F64, without: float, rain_mm: float) -> Text:
    """Return how large an area is wet in the draws, which no area of P10, P50 or P90 is."""
    ordered = np.sort(areas)
    taken = [ordered[0], *(ordered[rank(percent, ordered.size) - 1] for percent in PERCENTS), ordered[-1], without]
    da, en = ([format_number(float(v) / 1e4, x) for v in taken] for x in ("da", "en"))
    mm = [format_number(rain_mm, x) for x in ("da", "en")]
    return Text(
        f"Vådt areal i hvert gennemløb ved {mm[0]} mm: mindst {da[0]} ha, P10 {da[1]}, P50 {da[2]}, P90 {da[3]}, "
        f"højst {da[4]} ha; uden fejl {da[5]} ha. Arealet, hvor P10, P50 eller P90 er nået, er ikke en fraktil "
        "af det våde areal: det er cellerne, der er våde i mindst 10, 50 eller 90 % af gennemløbene.",
        f"Wet area of each draw at {mm[1]} mm: least {en[0]} ha, P10 {en[1]}, P50 {en[2]}, P90 {en[3]}, "
        f"most {en[4]} ha; without error {en[5]} ha. The area where P10, P50 or P90 is reached is no quantile "
        "of the wet area: it is the cells that are wet in at least 10, 50 or 90 % of the draws.",
    )


def held(size: Text) -> Text:
    """Return how much room the draws took, and how to choose another place."""
    return Text(
        f"Gennemløbene tog {size.da} i mappen til midlertidige filer; ligger den i hukommelsen (tmpfs), tog de "
        "hukommelse. TMPDIR (Windows: TEMP) vælger en anden mappe.",
        f"The draws took {size.en} in the temporary folder; if that lies in memory (tmpfs), they took memory. TMPDIR "
        "(Windows: TEMP) chooses another folder.",
    )


def beside(below: int, above: int, count: int) -> tuple[Text, ...]:
    """Return how the run without error lies among the draws, which tells how far these are to one side of it."""
    if not count:
        return ()
    return (
        Text(
            f"Uden fejl fyldes {below} af {count} lavninger, som alle gennemløb beholder, af mindre regn end P10 "
            f"og {above} af mere end P90; lå kørslen uden fejl midt i gennemløbene, var det omkring en tiendedel "
            "hver vej eller færre.",
            f"Without error {below} of {count} bluespots that all draws keep are filled by less rain than P10 "
            f"and {above} by more than P90; if the run without error lay amid the draws, it were about a tenth each "
            "way or fewer.",
        ),
    )


def told(params: UncertaintyParams, error: HeightError, kept: int) -> tuple[Text, ...]:
    """Return draws, error model and what is known of it."""
    how, figure = error.told(), height_figure()
    count = params.draws
    notes = [
        Text(f"{count} gennemløb; højdefejl: {how.da}.", f"{count} draws; height error: {how.en}."),
        ASSUMED,
        ROUGHER,
    ]
    if count < ENOUGH_DRAWS:
        notes.append(
            Text(
                f"Færre end {ENOUGH_DRAWS} gennemløb: P10 og P90 hviler på ganske få af dem og er usikre.",
                f"Fewer than {ENOUGH_DRAWS} draws: P10 and P90 rest on quite few of them and are uncertain.",
            )
        )
    if params.error_std_m == figure.error_std_m:
        source = figure.told()
        notes.append(Text(f"Standardafvigelse: {source.da}.", f"Standard deviation: {source.en}."))
    else:
        notes.append(Text("Standardafvigelsen er valgt af brugeren.", "The standard deviation is the user's choice."))
    notes.append(
        Text(
            "Korrelationslængden er brugerens valg; intet publiceret tal for højdemodellen er fundet.",
            "The correlation length is the user's choice; no published figure of the elevation model was found.",
        )
    )
    if kept:
        notes.append(
            Text(
                f"{kept} celler på tage af hævede bygninger får ingen fejl; tilpasningslinjer, hestesko og "
                "udfyldte huller får den, for de følger terrænet omkring dem.",
                f"{kept} cells on roofs of raised buildings get no error; adjustment lines, horseshoes and filled "
                "holes do, for they follow the terrain around them.",
            )
        )
    return (*notes, DEFINED)
