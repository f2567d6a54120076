"""What a plan does to a species, as sentences that a planner can put into a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.corridors.check import LinkStatus
from gistools.corridors.check_mend import MendKind
from gistools.styles.columns_corridors import SURFACES
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.corridors.check import PlanCheck
    from gistools.corridors.check_mend import Mend
    from gistools.corridors.landscape import Patches, Species

_SHOWN = 3  # patches or links that a sentence names before it counts them
_HECTARE = 10_000.0
_SMALL = 0.05  # percent: what is written as 0.0


def patch_names(patches: Patches) -> dict[int, str]:
    """Return what each patch is called: the feature that it is most of, where that has a name beside a number.

    A name that several patches bear stands with the number of the patch.
    """
    told = patches.told
    names: dict[int, str] = {}
    if "fate" in told.columns:
        kept = told[told["fate"] == "kept"]
        for number, name in zip(kept["patch_id"], kept["feature"], strict=True):
            text = str(name)
            if not text.isdigit() and text.count("-") < 4:  # noqa: PLR2004 - a number or a universal id names nothing
                names.setdefault(int(number), text)
    return names


def check_text(
    found: PlanCheck, species: Species, mends: Sequence[Mend], names: Mapping[int, str], reach: tuple[float, float]
) -> Text:
    """Return what the plan does to a species as one paragraph.

    Parameters
    ----------
    mends:
        From `gistools.corridors.check_mend.mends`.
    names:
        From `patch_names`.
    reach:
        Change of EC in percent when the species goes half and twice as far.
    """
    sentences = [
        _patches(found, names),
        *_links(found, names),
        _connectivity(found, reach),
        *_parts(found, names),
        *_mend(found, mends, names),
    ]
    name = Text(species.name.da[:1].upper() + species.name.da[1:], species.name.en[:1].upper() + species.name.en[1:])
    return Text(
        f"{name.da}: " + " ".join(one.da for one in sentences), f"{name.en}: " + " ".join(one.en for one in sentences)
    )


def _area(m2: float) -> Text:
    """Return an area in hectares, or in m² when it is less than half of one."""
    if abs(m2) < _HECTARE / 2.0:
        return Text(f"{danish(m2, ',.0f')} m²", f"{m2:,.0f} m²")
    return Text(f"{danish(m2 / _HECTARE, ',.2f')} ha", f"{m2 / _HECTARE:,.2f} ha")


def _called(number: int, names: Mapping[int, str]) -> Text:
    name = names.get(number)
    return Text(f"nr. {number} ({name})", f"no. {number} ({name})") if name else Text(f"nr. {number}", f"no. {number}")


def _listed(parts: Iterable[Text], count: int) -> Text:
    shown = list(parts)
    more = count - len(shown)
    da, en = ", ".join(one.da for one in shown), ", ".join(one.en for one in shown)
    return Text(da + (f" og {more} til" if more else ""), en + (f" and {more} more" if more else ""))


def _patches(found: PlanCheck, names: Mapping[int, str]) -> Text:
    fates = (
        (("lost",), Text("fjerner", "takes"), Text("levested", "patch"), Text("levesteder", "patches")),
        (("split",), Text("deler", "splits"), Text("levested", "patch"), Text("levesteder", "patches")),
        (("shrunk",), Text("formindsker", "shrinks"), Text("levested", "patch"), Text("levesteder", "patches")),
        (("new",), Text("giver", "brings"), Text("nyt levested", "new patch"), Text("nye levesteder", "new patches")),
        (
            ("joined",),
            Text("samler med andre", "joins to others"),
            Text("levested", "patch"),
            Text("levesteder", "patches"),
        ),
        (("grown",), Text("udvider", "widens"), Text("levested", "patch"), Text("levesteder", "patches")),
    )
    said = []
    for fate, verb, one, many in fates:
        rows = found.patches_of(*fate)
        if not len(rows):
            continue
        rows = rows.assign(change=(rows["area_before_m2"] - rows["area_after_m2"]).abs())
        largest = rows.sort_values(["change", "patch_id"], ascending=[False, True]).head(_SHOWN)
        parts = []
        for number, change in zip(largest["patch_id"].tolist(), largest["change"].tolist(), strict=True):
            name, area = _called(number, names), _area(change)
            if fate in {("split",), ("joined",)}:
                parts.append(name)
                continue
            parts.append(Text(f"{name.da}, {area.da}", f"{name.en}, {area.en}"))
        word, text = (one if len(rows) == 1 else many), _listed(parts, len(rows))
        said.append(
            Text(f"{verb.da} {len(rows)} {word.da} ({text.da})", f"{verb.en} {len(rows)} {word.en} ({text.en})")
        )
    if not said:
        return Text("Planen rører ingen levesteder.", "The plan touches no patch.")
    return Text(
        "Planen " + ", ".join(one.da for one in said) + ".", "The plan " + ", ".join(one.en for one in said) + "."
    )


def _links(found: PlanCheck, names: Mapping[int, str]) -> list[Text]:
    before = int(found.links["cost_before"].notna().sum())
    broken, longer, shorter, new = (
        found.of(one) for one in (LinkStatus.BROKEN, LinkStatus.LONGER, LinkStatus.SHORTER, LinkStatus.NEW)
    )
    joined = found.joined
    broken = broken.drop(joined.index)
    if not len(joined) + len(broken) + len(longer) + len(shorter) + len(new):
        return [Text(f"Ingen af {before} forbindelser ændres.", f"None of {before} links changes.")]
    counts = (
        (broken, Text("brydes", "broken")),
        (longer, Text("bliver sværere", "dearer")),
        (shorter, Text("bliver lettere", "cheaper")),
        (new, Text("er nye", "new")),
        (joined, Text("bortfalder, fordi levesteder bliver ét", "gone as patches become one")),
    )
    shown = [(len(rows), what) for rows, what in counts if len(rows)]
    said = [
        Text(
            f"{before} forbindelser i dag: " + ", ".join(f"{n} {what.da}" for n, what in shown) + ".",
            f"{before} links today: " + ", ".join(f"{n} {what.en}" for n, what in shown) + ".",
        )
    ]
    living = broken[broken["link_because"] != "patch_lost"].sort_values("cost_before")
    if len(living):
        parts = [_pair(row.from_patch, row.to_patch, names) for row in living.head(_SHOWN).itertuples()]
        text = _listed(parts, len(living))
        said.append(
            Text(f"Brudt uden at levestedet er tabt: {text.da}.", f"Broken though the patch stands: {text.en}.")
        )
    if len(longer):
        row = longer.loc[(longer["cost_after"] / longer["cost_before"]).idxmax()]
        pair = _pair(row["from_patch"], row["to_patch"], names)
        costs, metres = ([row[f"{name}_{when}"] for when in ("before", "after")] for name in ("cost", "metres"))
        said.append(
            Text(
                f"Mest forringet bliver {pair.da}: fra {danish(costs[0], ',.0f')} til {danish(costs[1], ',.0f')} "
                f"modstandsmeter og fra {danish(metres[0], ',.0f')} til {danish(metres[1], ',.0f')} m.",
                f"Dearer most of all is {pair.en}: from {costs[0]:,.0f} to {costs[1]:,.0f} resistance metres and from "
                f"{metres[0]:,.0f} to {metres[1]:,.0f} m.",
            )
        )
    return said


def _pair(one: int, other: int, names: Mapping[int, str]) -> Text:
    a, b = _called(int(one), names), _called(int(other), names)
    return Text(f"{a.da} – {b.da}", f"{a.en} – {b.en}")


def _percent(value: float) -> Text:
    value = 0.0 if abs(value) < _SMALL else value
    return Text(f"{danish(value, '+.1f')} %", f"{value:+.1f} %") if value else Text("0 %", "0 %")


def _connectivity(found: PlanCheck, reach: tuple[float, float]) -> Text:
    ec, area = found.ec, _percent(found.ec.area_percent)
    before, after, change = _area(ec.before.ec_m2), _area(ec.after.ec_m2), _percent(ec.ec_percent)
    if abs(ec.ec_percent) < _SMALL and ec.after != ec.before:
        return Text(
            f"Sammenhængen (EC) er så godt som uændret, {before.da} (under 0,05 %).",
            f"Connectivity (EC) is as good as unchanged, {before.en} (below 0.05 %).",
        )
    if ec.after == ec.before:
        return Text(f"Sammenhængen (EC) er uændret, {before.da}.", f"Connectivity (EC) is unchanged, {before.en}.")
    half, twice = (_percent(one) for one in reach)
    span = (
        Text("", "")
        if half == twice
        else Text(
            f" ({half.da}, hvis arten når halvt så langt; {twice.da}, hvis den når dobbelt så langt)",
            f" ({half.en} if the species goes half as far; {twice.en} if twice as far)",
        )
    )
    if min(reach) < -_SMALL and max(reach) > _SMALL:
        undecided = Text(
            " Om planen svækker eller styrker, kan ikke afgøres: det vender med artens rækkevidde.",
            " Whether the plan weakens or strengthens cannot be told: it turns with how far the species goes.",
        )
    else:
        undecided = Text("", "")
    return Text(
        f"Sammenhængen (EC) går fra {before.da} til {after.da}, {change.da}{span.da}; levestedernes areal ændres "
        f"{area.da}.{undecided.da}",
        f"Connectivity (EC) goes from {before.en} to {after.en}, {change.en}{span.en}; the area of patches changes by "
        f"{area.en}.{undecided.en}",
    )


def _parts(found: PlanCheck, names: Mapping[int, str]) -> list[Text]:
    if not found.parts:
        return []
    cut = [one for part in found.parts for one in part.cut_off]
    before, after = found.component_count
    text = _listed([_called(one, names) for one in cut[:_SHOWN]], len(cut))
    return [
        Text(
            f"Nettet falder fra hinanden, fra {before} til {after} sammenhængende dele: {text.da} afskæres.",
            f"The network falls apart, from {before} to {after} parts; cut off: {text.en}.",
        )
    ]


def mend_text(mend: Mend, names: Mapping[int, str]) -> Text:
    """Return what a mend is in words."""
    pair = _pair(*mend.pair, names)
    surface = SURFACES.get(mend.surface, Text(mend.surface, mend.surface))
    metres = max(mend.metres, 1.0)
    da, en = f"{danish(metres, ',.0f')} m", f"{metres:,.0f} m"
    under = Text(f" ved {mend.roads}", f" at {mend.roads}") if mend.roads else Text("", "")
    what = {
        MendKind.KEEP: Text(
            f"behold en stribe på {da} gennem planen, som den er i dag",
            f"keep a strip of {en} through the plan as it is",
        ),
        MendKind.PLANT: Text(f"plant {da} {surface.da} langs vejen", f"plant {en} of {surface.en} along the way"),
        MendKind.PASSAGE: Text(f"en faunapassage på {da}{under.da}", f"a wildlife passage of {en}{under.en}"),
    }[mend.kind]
    return Text(f"{what.da} mellem {pair.da}", f"{what.en} between {pair.en}")


def best_mend(found: PlanCheck, mends: Sequence[Mend]) -> Mend | None:
    """Return the mend that regains most for a metre; None where the plan loses nothing that is worth one."""
    if found.ec.ec_percent > -_SMALL:
        return None
    return next((one for one in mends if one.gain_m2 > 0.0), None)


def _mend(found: PlanCheck, mends: Sequence[Mend], names: Mapping[int, str]) -> list[Text]:
    if found.ec.ec_percent > -_SMALL:
        return []
    best = best_mend(found, mends)
    living = ~found.links["link_because"].isin(["patch_lost", "patch_joined"])
    hurt = found.links["link_status"].isin([LinkStatus.BROKEN, LinkStatus.LONGER])
    if best is None and not (living & hurt).any():
        return [
            Text(
                "Tabet er levestedet selv: det kan et nyt levested opveje, ikke en stribe eller passage.",
                "The loss is the patch itself: a new patch can mend it, no strip or passage.",
            )
        ]
    if best is None and not mends:
        return []
    if best is None:
        return [
            Text(
                "Ingen af de striber og passager, der er prøvet, giver sammenhæng igen.",
                "None of the strips and passages tried regains connectivity.",
            )
        ]
    what, gain, part = mend_text(best, names), _area(best.gain_m2), 100.0 * best.gain_m2 / found.ec_lost_m2
    share = (
        Text("mere end planen tager", "more than the plan takes")
        if part > 100.0  # noqa: PLR2004 - percent
        else Text(f"{danish(part, ',.0f')} % af tabet", f"{part:,.0f} % of what is lost")
    )
    return [
        Text(
            f"Mest igen pr. meter: {what.da}; det giver {gain.da} EC igen ({share.da}).",
            f"Most regained for a metre: {what.en}; it regains {gain.en} of EC ({share.en}).",
        )
    ]
