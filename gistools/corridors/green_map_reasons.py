"""Why something is proposed (begrundelser): criterion, species and figures in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.corridors.green_map_links import CHANGE, PASSAGE
from gistools.corridors.overlays import counted, hectares
from gistools.corridors.protected import BY_SIZE
from gistools.styles.columns_corridors import SURFACES
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from gistools.corridors.gains import Gain, SpeciesNetwork
    from gistools.corridors.green_map_links import LinkPiece

    Lives = Sequence[tuple[SpeciesNetwork, float]]

_LEAST_TOLD = 0.05  # percent; less is told as that


def surface_word(name: str) -> Text:
    """Return what a class of surface is called.

    >>> surface_word("dry_grassland").da, surface_word("own class").en
    ('overdrev', 'own class')
    """
    return SURFACES.get(name, Text(name, name))


def percents(value: float) -> Text:
    """Return a figure in percent with a decimal.

    >>> percents(1.26).da, percents(0.01).en, percents(-2.0).da
    ('1,3 %', 'below 0.1 %', '-2,0 %')
    """
    if 0.0 <= value < _LEAST_TOLD:
        return Text("under 0,1 %", "below 0.1 %")
    return Text(f"{danish(value, '.1f')} %", f"{value:.1f} %")


def core_reason(how: str, name: str, surface: str, area_m2: float, lives: Lives) -> Text:
    """Return why an area is proposed as one of special nature interest."""
    size, what = hectares(area_m2), surface_word(surface)
    if how == "natura_2000":
        said = Text(f"Natura 2000-område, {size.da}.", f"Natura 2000 area, {size.en}.")
    elif how == BY_SIZE:
        said = Text(
            f"Kriterium 1: {what.da}, {size.da}: beskyttet (§ 3) at dømme efter type og størrelse; registreringen er "
            "ikke givet.",
            f"Criterion 1: {what.en}, {size.en}: protected (section 3) judging by type and size; the registration is "
            "not given.",
        )
    else:
        said = Text(
            f"Kriterium 1: registreret beskyttet natur (§ 3): {what.da}, {size.da}.",
            f"Criterion 1: registered as protected (section 3): {what.en}, {size.en}.",
        )
    begun = Text(f"{name}. ", f"{name}. ") if name else Text("", "")
    return _join(begun, said, _lives(lives))


def value_reason(value: float, least: float, lives: Lives) -> Text:
    """Return why an area of a nature value is proposed."""
    said = Text(
        f"Kriterium 1: naturværdi {danish(value)} (grænse {danish(least)}).",
        f"Criterion 1: nature value {value:g} (limit {least:g}).",
    )
    return _join(said, _lives(lives))


def _lives(lives: Lives) -> Text:
    if not lives:
        return Text("", "")
    da = "; ".join(f"{n.species.name.da} (uden det: {percents(dpc).da} af sammenhængen tabt)" for n, dpc in lives)
    en = "; ".join(f"{n.species.name.en} (without it: {percents(dpc).en} of connectivity lost)" for n, dpc in lives)
    return Text(f" Levested for {da}.", f" Habitat of {en}.")


def patch_reason(
    network: SpeciesNetwork, patch: pd.Series, left_m2: float, dpc: pd.Series, links: int, great_from: float | None
) -> Text:
    """Return why a patch (what is left of it outside registered nature) is proposed.

    Parameters
    ----------
    left_m2:
        Area that is proposed.
    dpc:
        Row of `delta_pc`.
    links:
        Links to other patches.
    great_from:
        Percent of connectivity from which it is proposed as special nature; None when it is not.
    """
    what, size, all_of = surface_word(str(patch["patch_class"])), hectares(left_m2), hectares(float(patch["area_m2"]))
    whole, through = percents(float(dpc["dpc_percent"])), percents(float(dpc["connector_percent"]))
    name = network.species.name
    direct = counted(links, Text("direkte forbindelse", "direct link"), Text("direkte forbindelser", "direct links"))
    part = Text("", "") if left_m2 >= 0.99 * float(patch["area_m2"]) else Text(f" af {all_of.da}", f" of {all_of.en}")
    said = Text(
        f"Levested uden registreret beskyttelse: {what.da}, {size.da}{part.da}; {direct.da} for "
        f"{name.da}. Uden levestedet tabes {whole.da} af sammenhængen, deraf {through.da} som trædesten.",
        f"Habitat without registered protection: {what.en}, {size.en}{part.en}; {direct.en} for {name.en}. "
        f"Without the patch {whole.en} of connectivity is lost, {through.en} of it as a stepping stone.",
    )
    if great_from is None:
        return said
    why = Text(
        f"Kriterium 1: foreslås, fordi mindst {danish(great_from)} % af sammenhængen hviler på det. ",
        f"Criterion 1: proposed because {great_from:g} % of connectivity or more rests on it. ",
    )
    return _join(why, said)


def link_reason(networks: Sequence[SpeciesNetwork], piece: LinkPiece) -> tuple[Text, Text]:
    """Return why a piece of a corridor is proposed, and for which species."""
    network, link = networks[piece.species], piece.link
    limit, chance = network.corridors.limit, network.alpha * float(link["link_cost"])
    species = [network.species.name, *(networks[k].species.name for k in piece.also)]
    names = Text(", ".join(s.da for s in species), ", ".join(s.en for s in species))
    ends = [patch_name(network, int(link[key])) for key in ("from_patch", "to_patch")]
    cost, length = float(link["link_cost"]), float(link["link_m"])
    said = Text(
        f"Spredningsvej for {names.da} mellem {ends[0].da} og {ends[1].da}: {danish(length, '.0f')} m, "
        f"{danish(cost, ',.0f')} modstandsmeter af højst {danish(limit, ',.0f')}",
        f"Way of {names.en} between {ends[0].en} and {ends[1].en}: {length:.0f} m, {cost:,.0f} resistance metres of at "
        f"most {limit:,.0f}",
    )
    if not piece.potential:
        share = percents(100.0 * 2.718281828459045**-chance)
        return _join(
            said, Text(f"; {share.da} når så langt. Grønt, som det er.", f"; {share.en} go as far. Green as it is.")
        ), names
    if piece.measure == CHANGE:
        worst = _worst(link["metres"])
        return _join(
            said,
            Text(
                f". Her er det ikke grønt; vejen går gennem {worst.da}.",
                f". Not green here; the way leads through {worst.en}.",
            ),
        ), names
    crossed = str(link["roads_crossed"] or "")
    over = Text(f" ({crossed})", f" ({crossed})") if crossed else Text("", "")
    measure = (
        Text(f"en faunapassage{over.da}", f"a wildlife passage{over.en}")
        if piece.measure == PASSAGE
        else Text("et nyt levested undervejs", "a new patch on the way")
    )
    return _join(
        said,
        Text(
            f": uden for rækkevidde i dag, og de to dele af netværket hænger ikke sammen. {measure.da.capitalize()} "
            "bringer den inden for.",
            f": out of reach today, and the two parts of the network do not hang together. {measure.en.capitalize()} "
            "brings it within.",
        ),
    ), names


def _worst(metres: object) -> Text:
    """Return the surfaces of most metres on a path that are not green by nature."""
    if not isinstance(metres, dict):
        return Text("land, der ikke er grønt", "land that is not green")
    named = [
        (m, name)
        for name, m in metres.items()
        if name in {"arable", "paved", "gravel", "garden", "road_small", "road_large", "rail"}
    ]
    most = sorted(named, reverse=True)[:3]
    if not most:
        return Text("land, der ikke er grønt", "land that is not green")
    da = ", ".join(f"{surface_word(name).da} ({m:.0f} m)" for m, name in most)
    en = ", ".join(f"{surface_word(name).en} ({m:.0f} m)" for m, name in most)
    return Text(da, en)


def patch_name(network: SpeciesNetwork, number: int) -> Text:
    """Return what a patch is called: its features' name, or its class and number."""
    told = network.corridors.patches.told
    names = told.loc[(told["patch_id"] == number) & told["fate"].isin(["kept", "joined"]), "feature"]
    name = str(names.iloc[0]) if len(names) else ""
    if name and not name.isdigit():
        return Text(name, name)
    frame = network.corridors.patches.frame
    what = surface_word(str(frame.loc[frame["patch_id"] == number, "patch_class"].iloc[0]))
    return Text(f"{what.da} nr. {number}", f"{what.en} no. {number}")


def area_reason(
    name: str, area_m2: float, beside: Sequence[str], gains: Sequence[tuple[SpeciesNetwork, str, Gain]]
) -> Text:
    """Return why an area is proposed as potential nature by criterion 2."""
    size = hectares(area_m2)
    if len(beside) > 1:
        what = Text(f"forbinder {_listed(beside, 'og')}", f"connects {_listed(beside, 'and')}")
    elif beside:
        what = Text(f"udvider {beside[0]}", f"widens {beside[0]}")
    else:
        what = Text("ligger i en korridor mellem levesteder", "lies in a corridor between patches")
    begun = f"{name}. " if name else ""
    return _join(
        Text(f"{begun}Kriterium 2: {size.da}, der {what.da}.", f"{begun}Criterion 2: {size.en} that {what.en}."),
        _gains(gains),
    )


def climate_reason(
    name: str, area_m2: float, beside: Sequence[str], gains: Sequence[tuple[SpeciesNetwork, str, Gain]]
) -> Text:
    """Return why an area of climate adaptation is proposed."""
    size = hectares(area_m2)
    where = (
        Text(f"ved {_listed(beside, 'og')}", f"by {_listed(beside, 'and')}")
        if beside
        else Text("i en korridor mellem levesteder", "in a corridor between patches")
    )
    begun = f"{name}. " if name else ""
    return _join(
        Text(
            f"{begun}Kriterium 3: areal til klimatilpasning, {size.da}, {where.da}.",
            f"{begun}Criterion 3: area of climate adaptation, {size.en}, {where.en}.",
        ),
        _gains(gains),
    )


def _gains(gains: Sequence[tuple[SpeciesNetwork, str, Gain]]) -> Text:
    if not gains:
        return Text("", "")
    da = "; ".join(
        f"som {surface_word(kind).da} for {n.species.name.da} {percents(gain.percent).da}" for n, kind, gain in gains
    )
    en = "; ".join(
        f"as {surface_word(kind).en} for {n.species.name.en} {percents(gain.percent).en}" for n, kind, gain in gains
    )
    return Text(f" Sammenhængen (EC) vokser {da}.", f" Connectivity (EC) grows {en}.")


def _listed(names: Sequence[str], word: str) -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else names[0]


def _join(*parts: Text) -> Text:
    return Text("".join(p.da for p in parts), "".join(p.en for p in parts))
