"""Parameters of the guide, of its survey form and of corrections, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.pathnet.access_params import AccessParams
from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.slopes_params import SlopeParams
from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class ForWhomParams(Params):
    """Whom a way is for."""

    profile: str = param(
        "wheelchair",
        label=Text("Profil", "Profile"),
        help=Text(
            "Hvem vejen er til: walking (gående), cycling (cyklist), wheelchair (kørestolsbruger), walking_aid "
            "(rollator), school_child (skolebarn) eller en egen.",
            "Whom the way is for: walking, cycling, wheelchair, walking_aid, school_child or an own one.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class PublishParams(Params):
    """What is published along with a guide."""

    municipality: str = param(
        "",
        label=Text("Kommune", "Municipality"),
        help=Text("Hvem der udgiver siden.", "Who publishes the page."),
    )
    contact: str = param(
        "",
        label=Text("Kontakt", "Contact"),
        help=Text(
            "Hvor brugere melder fejl: en adresse eller et telefonnummer til kommunen, ikke en persons.",
            "Where users report faults: an address or number of the municipality, not of a person.",
        ),
    )
    data_date: str = param(
        "",
        label=Text("Data pr.", "Data as of"),
        help=Text("Hvornår data er fra; vises på siden.", "Of when the data are; shown on the page."),
    )


@dataclass(frozen=True, kw_only=True)
class GuideParams(BuildParams, SlopeParams, ForWhomParams, PublishParams, AccessParams):
    """All of the tool ``accessible-route``."""

    start: str = param(
        label=Text("Fra", "From"),
        help=Text(
            "Øst og nord i meter, bredde og længde i grader, eller en adresse eller et navn i laget med adresser.",
            "Easting and northing in metres, latitude and longitude in degrees, or an address or name of the layer of "
            "addresses.",
        ),
    )
    goal: str = param(
        label=Text("Til", "To"),
        help=Text("Som Fra.", "As From."),
    )


@dataclass(frozen=True, kw_only=True)
class PathSurveyParams(BuildParams, SlopeParams, ForWhomParams):
    """All of the tool ``path-survey-form``."""

    most_edges: int = param(
        200,
        minimum=1,
        maximum=100_000,
        label=Text("Højst så mange stykker", "At most so many edges"),
        help=Text(
            "De vigtigste først: dem, hvis svar knytter mest af nettet sammen.",
            "The most important first: those whose answer joins most of the network.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class CorrectionParams(BuildParams):
    """All of the tool ``path-corrections``."""

    today: str = param(
        "",
        label=Text("Dagens dato", "Today's date"),
        help=Text(
            "Rettelser med en senere dato kan ikke passe. Som 2026-05-01; tom: datoer holdes ikke op mod nogen.",
            "Corrections of a later date are implausible. As 2026-05-01; empty: dates are not held against any.",
        ),
        advanced=True,
    )
