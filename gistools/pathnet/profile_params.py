"""Parameters of for whom paths can be used, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.slopes_params import SlopeParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class ProfileParams(SlopeParams):
    """For whom, and how slopes are measured."""

    profiles: str = param(
        label=Text("For hvem", "For whom"),
        help=Text(
            "Profilens id eller navn, flere med komma imellem, eller alle: walking (gående), cycling (cyklist), "
            "wheelchair (kørestol), walking_aid (rollator), school_child (skolebarn) eller en egen.",
            "Id or name of the profile, several with commas between, or all: walking, cycling, wheelchair, "
            "walking_aid, school_child or an own one.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class PassabilityParams(BuildParams, ProfileParams):
    """All of the tool ``path-passability``."""

    survey_most: int = param(
        20,
        minimum=1,
        maximum=1_000,
        label=Text("Stykker, der skal registreres først", "Edges to survey first"),
        help=Text(
            "Så mange ukendte stykker vælges, at mest mulig sti hænger sammen, hvis de viser sig i orden.",
            "As many unknown edges are chosen so that most paths hang together if they turn out well.",
        ),
    )
    shown_path: str = param(
        "",
        label=Text("Sti på højdeprofilen", "Path of the elevation profile"),
        help=Text(
            "Stiens navn i laget; den sti, som det stejleste stykke ligger på, når feltet er tomt.",
            "Its name in the layer; the path that the steepest edge lies on when empty.",
        ),
    )
