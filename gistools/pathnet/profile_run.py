"""The tool ``path-passability``: library steps composed for the runner; declared in `profile_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.pathnet.answered import chosen_profiles, measured_slopes, stamps_of
from gistools.pathnet.elevation_profile import elevation_graph
from gistools.pathnet.judge import advice, passable
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.passability import default_notes
from gistools.pathnet.profile_outputs import ProfileRun, figure_table, passability_layer, reason_table, survey_layer
from gistools.pathnet.slopes_params import SlopeParams
from gistools.pathnet.survey import survey_first
from gistools.progress import Progress, Stage
from gistools.stamps import mark_of, stamped
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.profile_params import PassabilityParams
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.slopes import Slopes
    from gistools.tool import Steps


def path_passability_tool(
    *,
    params: PassabilityParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``path-passability``."""
    chosen = chosen_profiles(params.profiles, given)
    network = NetworkLayers.of(given).network(params, Stage(progress, 0.0, 0.4))
    elevation = given.get("elevation")
    slopes = measured_slopes(network, chosen, params, given, Stage(progress, 0.4, 0.7))
    runs = []
    for k, profile in enumerate(chosen):
        stage = Stage(progress, 0.7 + 0.25 * k / len(chosen), 0.7 + 0.25 * (k + 1) / len(chosen))
        stage.update(0.0, profile.name)
        answer = passable(network, profile, slopes, planned=params.include_planned)
        survey = survey_first(network, answer, most=params.survey_most)
        runs.append(ProfileRun(answer, advice(network, profile, slopes), survey))
    stamps = stamps_of(given)
    notes = (*network.notes, *_notes(network, chosen, runs, slopes, params))
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "passability": lambda: passability_layer(network, runs, slopes),
        "survey": lambda: survey_layer(network, runs),
        "reasons": lambda: reason_table(network, runs),
        "for_whom": lambda: figure_table(network, runs),
    }
    mark = mark_of(stamps)
    values: dict[str, object] = {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    if "elevation_profile" in wanted and elevation is not None and slopes is not None:
        values["elevation_profile"] = elevation_graph(
            network, elevation, slopes, chosen[0], part_of(params, SlopeParams), name=params.shown_path, stamps=stamps
        )
    return Made(values, notes)


def _notes(
    network: PathNetwork,
    chosen: Sequence[Profile],
    runs: Sequence[ProfileRun],
    slopes: Slopes | None,
    params: PassabilityParams,
) -> tuple[Text, ...]:
    """Return what must be said: nothing measured, what of it nobody has read, and how the survey list was chosen."""
    said = [
        Text(
            "Det er en vurdering efter lagenes oplysninger; ukendt er hverken ja eller nej.",
            "This is an assessment by what the layers tell; unknown is neither yes nor no.",
        )
    ]
    if slopes is None:
        said.append(Text("Uden højdemodel er stigningen ukendt.", "Without an elevation model slope is unknown."))
    else:
        unknown, bridges = int((~slopes.known).sum()), int(slopes.on_structure.sum())
        if unknown:
            said.append(
                Text(
                    f"Stigningen er ukendt på {unknown} af {len(network.edges)} stykker.",
                    f"Slope is unknown on {unknown} of {len(network.edges)} edges.",
                )
            )
        if bridges:
            said.append(
                Text(
                    f"{bridges} stykker på bro eller i tunnel er regnet jævne mellem enderne, ikke målt i terrænet.",
                    f"{bridges} edges on bridges or in tunnels are taken as even between their ends, not measured.",
                )
            )
        if not slopes.landings_seen:
            said.append(
                Text(
                    "Højdemodellens celler er for store til at vise hvileplaner på 1,3 m: lange ramper er ukendte.",
                    "Cells of the elevation model are too large to show landings of 1.3 m: long ramps are unknown.",
                )
            )
    if params.include_planned:
        said.append(Text("Planlagte stier er regnet som anlagt.", "Planned paths are taken as built."))
    said += default_notes(run.passable for run in runs)
    if len(runs) > 1:
        said.append(
            Text(
                "Kortet viser profilerne oven på hinanden med det værste svar øverst; vælg én profil for et kort, der "
                "kun er for den.",
                "The map shows the profiles on top of each other, the worst answer uppermost; choose one profile for a "
                "map of it alone.",
            )
        )
    for run in runs:
        said += _of_profile(run)
    said += [_unverified(profile) for profile in chosen if any(not one.verified for one in profile.limits.values())]
    return tuple(dict.fromkeys(said))


def _of_profile(run: ProfileRun) -> list[Text]:
    name, survey = run.passable.profile.name, run.survey
    if survey.edges.empty:
        return []
    way = (
        Text("som det bedste af alle valg", "as the best of all choices")
        if survey.exact
        else Text("skridt for skridt, hver gang det bedste skridt", "step by step, each time the best step")
    )
    return [
        Text(
            f"{name.da}: de {len(survey.edges)} stykker, der skal registreres først, er valgt {way.da}.",
            f"{name.en}: the {len(survey.edges)} edges to survey first were chosen {way.en}.",
        )
    ]


def _unverified(profile: Profile) -> Text:
    loose = [limit.name for limit in profile.limits.values() if not limit.verified]
    return Text(
        f"{profile.name.da}: ikke læst i kilden: {', '.join(dict.fromkeys(one.da for one in loose))}.",
        f"{profile.name.en}: not read in the source: {', '.join(dict.fromkeys(one.en for one in loose))}.",
    )
