"""What a planner must know of variants, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.floodcost.works import ORE
from gistools.plan.variants_order import StepState
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.plan.variants_compare import ComparedVariants
    from gistools.plan.variants_order import BuildOrder


def shown_note(made: ComparedVariants, place: int) -> Text:
    """Say which variant the map shows, and that nobody weighed the columns."""
    name, rain = made.valued[place].name, made.params.compare_rain_mm
    return Text(
        f"Kortet viser {name} ved {danish(rain)} mm regn. Varianterne står side om side; intet samlet tal vejer "
        "dybde, skade og pris mod hinanden.",
        f"The map shows {name} at {rain:g} mm of rain. The variants stand side by side; no single score weighs depth, "
        "damage and price.",
    )


def measure_notes(made: ComparedVariants) -> tuple[Text, ...]:
    """Return what was told of the measures, each once, with the names of the variants where it is not of all."""
    of: dict[Text, list[str]] = {}
    for one in made.valued:
        for note in dict.fromkeys(one.notes):
            of.setdefault(note, []).append(one.name)
    return tuple(
        note
        if len(names) == len(made.variants.variants)
        else Text(f"{', '.join(names)}: {note.da}", f"{', '.join(names)}: {note.en}")
        for note, names in of.items()
    )


def order_notes(made: ComparedVariants, orders: Mapping[int, BuildOrder]) -> tuple[Text, ...]:
    """Say how orders were found, where each stops, which measures need one another, and how near it is to the best."""
    if not orders:
        return ()
    rule = Text(
        "Byggerækkefølgen tager hver gang det tiltag, der giver mest nettonutidsværdi pr. krone, når de foregående er "
        "bygget, ellers det bedste par. Den stopper, når hverken et tiltag eller et par betaler sig. Det er ikke altid "
        "den bedste delmængde.",
        "The build order takes the measure that adds the most net present value for each krone given those built, else "
        "the best pair. It stops when neither a measure nor a pair pays. It is not always the best subset.",
    )
    return (rule, *(note for place, order in orders.items() for note in _of_one(made, place, order)))


def _of_one(made: ComparedVariants, place: int, order: BuildOrder) -> list[Text]:
    one = made.valued[place]
    assert one.variant is not None  # noqa: S101 - the base has no order
    ids, name, count = [item for item, _, _ in made.items(one.variant)], one.name, len(order.paying)
    npv = _money(order.stop_npv)
    told = [
        Text(
            f"{name}: {count} af {len(ids)} tiltag betaler sig; nettonutidsværdien er da {npv.da}",
            f"{name}: {count} of {counted(len(ids), 'measure', 'measures')} pay; their net present value is {npv.en}",
        )
        if count
        else Text(f"{name}: intet af tiltagene betaler sig", f"{name}: none of the measures pays")
    ]
    for first, second in zip(order.steps, order.steps[1:], strict=False):
        if first.state is StepState.TOGETHER and first.partner == second.item:
            a, b = ids[first.item], ids[second.item]
            told.append(
                Text(
                    f"{name}: tiltag {a} og {b} betaler sig kun sammen.", f"{name}: measures {a} and {b} pay together "
                    "alone.",
                )
            )  # fmt: skip
    if order.best is not None and order.best_npv is not None and order.best_npv > order.stop_npv:
        best, top = ", ".join(ids[k] for k in order.best), _money(order.best_npv)
        told.append(
            Text(
                f"{name}: bedst af alle delmængder er tiltag {best}, med {top.da}; rækkefølgen når {npv.da}",
                f"{name}: the best of all subsets is measures {best}, with {top.en}; the order reaches {npv.en}",
            )
        )
    return told


def _money(oere: int) -> Text:
    dkk = oere / ORE
    return Text(f"{danish(dkk, ',.0f')} kr.", f"{dkk:,.0f} DKK")
