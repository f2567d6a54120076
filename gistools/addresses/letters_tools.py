"""The tool that writes letters and lists on changed addresses, as data; loads no numeric library."""

from __future__ import annotations

from dataclasses import replace

from gistools.addresses.check_tools import GROUP, PLANNED_INPUT, REGISTER_INPUT, ROADS_OUTPUT
from gistools.addresses.letters_params import AddressLetterParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

_CHANGES_INPUT = replace(
    PLANNED_INPUT,
    help=Text(
        PLANNED_INPUT.help.da + " Begrundelsen læses af parterne og nævner reglernes koder, fx (A03).",
        PLANNED_INPUT.help.en + " The reason is read by the parties and names the codes of rules, such as (A03).",
    ),
)

ADDRESS_LETTERS = Tool(
    id="address-letters",
    title=Text(
        "Breve om adresser: partshøring, afgørelse og lister", "Letters on addresses: hearing, decision and lists"
    ),
    summary=Text(
        "Planlagte ændringer som breve: hvilke adresser får en anden linje, hvorfor og efter hvilke regler; "
        "partshøring, afgørelse, liste til beredskab og post, og modtagere uden personer.",
        "Planned changes as letters: which addresses get another line, why and by which rules; hearing of the parties, "
        "decision, list for emergency services and post, and recipients without persons.",
    ),
    group=GROUP,
    limits=Text(
        "Adresser uden kendt adgangspunkt. Brevene er udkast, som kommunen kontrollerer; den afgør. Hvad ingen kilde "
        "gav, står i en ramme, til kommunen skriver det.",
        "Addresses without a known access point. The letters are drafts for the municipality to check; it decides. "
        "What no source gave stands in a frame until it writes it.",
    ),
    function="gistools.addresses.letters_run:address_letters_tool",
    params=AddressLetterParams,
    inputs=(
        _CHANGES_INPUT,
        REGISTER_INPUT,
        Input(
            "own_texts",
            Kind.TABLE,
            Text("Kommunens egne tekster", "The municipality's own texts"),
            Text(
                "En tabel med brev, felt, tekst og bestemmelse: sætninger, der afløser dem i tabellen letter_texts.",
                "A table of letter, field, text and provision: sentences that replace those of the table letter_texts.",
            ),
            required=False,
        ),
        Input(
            "hearing_template",
            Kind.TEMPLATE,
            Text("Skabelon til høringen", "Template of the hearing"),
            Text(
                "Kommunens egen skabelon i Word, med felter som {{sagsnummer}}; kun sammen med en høringsfrist.",
                "The municipality's own template in Word, with fields such as {{case_number}}; only with a deadline.",
            ),
            required=False,
        ),
        Input(
            "decision_template",
            Kind.TEMPLATE,
            Text("Skabelon til afgørelsen", "Template of the decision"),
            Text(
                "Kommunens egen skabelon i Word, med felter som {{ny_adresse}}; kun sammen med, hvad høringen gav.",
                "The municipality's own template in Word, with fields such as {{new_address}}; only with what the "
                "hearing brought.",
            ),
            required=False,
        ),
    ),
    outputs=(
        Output(
            "changed_addresses",
            Kind.LAYER,
            Text("Ændrede adresser", "Changed addresses"),
            Text(
                "Nye, ændrede og nedlagte adresser ved deres adgangspunkt, med linjen før og efter.",
                "New, changed and withdrawn addresses at their access point, with the line before and after.",
            ),
            geometry=Geometry.POINT,
            style="changed_addresses",
        ),
        ROADS_OUTPUT,
        Output(
            "hearing",
            Kind.DOCUMENT,
            Text("Partshøring", "Hearing of the parties"),
            Text("PDF/A, Word eller regneark.", "PDF/A, Word or a workbook."),
            needs="deadline",
            ending=".pdf",
        ),
        Output(
            "decision",
            Kind.DOCUMENT,
            Text("Afgørelse", "Decision"),
            Text("PDF/A, Word eller regneark; med klagevejledning.", "PDF/A, Word or a workbook; with how to appeal."),
            needs="heard",
            ending=".pdf",
        ),
        Output(
            "hearing_filled",
            Kind.TEMPLATE,
            Text("Partshøring i egen skabelon", "Hearing in the own template"),
            Text("Kommunens skabelon, flettet.", "The municipality's template, filled."),
            needs="hearing_template",
            ending=".docx",
        ),
        Output(
            "decision_filled",
            Kind.TEMPLATE,
            Text("Afgørelse i egen skabelon", "Decision in the own template"),
            Text("Kommunens skabelon, flettet.", "The municipality's template, filled."),
            needs="decision_template",
            ending=".docx",
        ),
        Output(
            "services_list",
            Kind.DOCUMENT,
            Text("Liste til beredskab og post", "List for emergency services and post"),
            Text(
                "Gammel og ny adresse, første dag og adgangspunkt, efter vej og husnummer; stemplet, til der er "
                "afgjort.",
                "Old and new address, first day and access point, by road and house number; stamped until decided.",
            ),
            ending=".pdf",
        ),
        Output(
            "recipients",
            Kind.TABLE,
            Text("Modtagere", "Recipients"),
            Text(
                "Adresse, KVHX og rolle til masseforsendelse; navne flettes af kommunens eget system.",
                "Address, KVHX and role for bulk mailing; names are merged by the municipality's own system.",
            ),
        ),
    ),
)

LETTER_TOOLS = (ADDRESS_LETTERS,)
