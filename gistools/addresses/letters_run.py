"""The tool ``address-letters``: library steps composed for the runner; declared in `letters_tools`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from gistools._checks import words_listed
from gistools.addresses.change_table import read_planned_table
from gistools.addresses.dawa import from_dawa
from gistools.addresses.letters import LetterCase, decision_letter, hearing_letter
from gistools.addresses.letters_changes import line_key
from gistools.addresses.letters_lists import emergency_list, recipient_list
from gistools.addresses.letters_params import today
from gistools.addresses.letters_planned import changed_lines
from gistools.addresses.letters_sides import AddressSide
from gistools.addresses.moments import asked_day
from gistools.addresses.register import read_register
from gistools.addresses.register_layers import road_layer, stamps_of
from gistools.addresses.standing import Standing
from gistools.errors import ParamError
from gistools.grid import DANISH_CRS
from gistools.letter import LetterInTemplate, Sender
from gistools.progress import check
from gistools.stamps import mark_of, stamped
from gistools.styles.columns_addresses import REGISTER_OBJECTS
from gistools.text import Text, counted, enumerated, unknown_name
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from gistools.addresses.keying_changes import PlannedChange
    from gistools.addresses.letters_changes import AddressChange
    from gistools.addresses.letters_params import AddressLetterParams
    from gistools.addresses.letters_planned import ChangedLines
    from gistools.addresses.register import Register
    from gistools.letter import Letter
    from gistools.progress import Progress
    from gistools.tool import Steps


_HEARING = "hearing", "deadline", Text("høringsfristen", "the deadline of the hearing")
_DECISION = "decision", "heard", Text("hvad høringen gav", "what the hearing brought")
_DRAFTS = Text("udkast: afsnit i ramme skal skrives eller kontrolleres af kommunen (own_texts)",
               "drafts: parts in a frame are to be written or checked by the municipality (own_texts)")  # fmt: skip
_ONE_DATE = Text("høring og afgørelse har samme dato: afgørelsen sendes først efter fristen",
                 "hearing and decision bear one date: the decision is sent only after the deadline")  # fmt: skip

_UNDECIDED = Text("listen til beredskab og post er stemplet IKKE AFGJORT: send den først, når det er afgjort",
                  "the list for emergency services is stamped UNDECIDED: send it only when it is decided")  # fmt: skip


def address_letters_tool(
    *,
    params: AddressLetterParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
    **given: Any,  # noqa: ANN401 - the inputs declared
) -> Mapping[str, object]:
    """Run the tool ``address-letters``."""
    progress.update(0.0, Text("Samler registret", "Joining the register"))
    records, notes = from_dawa(given["register"])
    register = read_register(records).at(asked_day(params.day).isoformat())
    check(progress)
    progress.update(0.4, Text("Finder de adresser, der ændres", "Finding the addresses that change"))
    planned = read_planned_table(given["planned_changes"])
    found = changed_lines(_of_cases(planned, params.cases), register, in_force=params.in_force)
    if not found.changes:
        raise _nothing_changed(planned)
    check(progress)
    progress.update(0.7, Text("Skriver brevene", "Writing the letters"))
    case = letter_case(params, given.get("own_texts"))
    letters = _letters(params, case, found.changes, wanted)
    mark = mark_of(stamps_of(given["register"], given["planned_changes"]))
    values: dict[str, object] = {name: letter for name, letter in letters.items() if name in wanted}
    for name, letter in letters.items():
        template = given.get(f"{name}_template")
        if f"{name}_filled" in wanted and template is not None:
            values[f"{name}_filled"] = LetterInTemplate(letter, template)
    makers = {
        "changed_addresses": lambda: changed_layer(found.changes),
        "recipients": lambda: recipient_list(found.changes, case),
        "named_roads": lambda: road_layer(Standing(register)),
    }
    values |= {name: stamped(make, mark)() for name, make in makers.items() if name in wanted}
    if "services_list" in wanted:
        decided = bool((params.heard or "").strip())
        values["services_list"] = emergency_list(found.changes, case, decided=decided)
        notes = (*notes, *(() if decided else (_UNDECIDED,)))
    return Made(values, (*notes, *_told(found, register, letters)))


def letter_case(params: AddressLetterParams, own_texts: pd.DataFrame | None = None) -> LetterCase:
    """Return what letters are about and who sends them, as the parameters tell it."""
    sender = Sender(params.sender_municipality.strip(), params.sender_unit.strip(), _lines(params.sender_address),
                    _lines(params.sender_contact))  # fmt: skip
    written = params.day_of("letter_date") or today()
    return LetterCase(params.case_number.strip(), sender, written, language=params.language.language,
                      own_texts=own_texts)  # fmt: skip


def changed_layer(changes: Iterable[AddressChange]) -> gpd.GeoDataFrame:
    """Return changed addresses that have an access point, by road, house number and day."""
    placed = [one for one in changes if one.access_point is not None]
    placed.sort(key=lambda one: (*line_key(one.line), one.in_force))
    told = {
        "address_name": [one.line.partition(",")[0] for one in placed],
        "address_change": [one.kind.en for one in placed],
        "line_before": [one.before for one in placed],
        "line_after": [one.after for one in placed],
        "reason": [one.reason for one in placed],
        "rules": [" ".join(one.rules) for one in placed],
        "in_force": [one.in_force.isoformat() for one in placed],
        "kvhx": [one.kvhx for one in placed],
        "object_id": [one.object_id for one in placed],
    }
    return gpd.GeoDataFrame(told, geometry=[shapely.Point(one.access_point or ()) for one in placed], crs=DANISH_CRS)


def _letters(
    params: AddressLetterParams, case: LetterCase, changes: Sequence[AddressChange], wanted: frozenset[str]
) -> dict[str, Letter]:
    """Return the letters that are wanted, by their names."""
    made: dict[str, Letter] = {}
    heard = (params.heard or "").strip()
    deadline = params.day_of("deadline")
    if wanted & {"hearing", "hearing_filled"} and params.deadline is not None:
        if deadline is None:
            raise _without(_HEARING)
        made["hearing"] = hearing_letter(changes, case, deadline=deadline)
    if wanted & {"decision", "decision_filled"} and params.heard is not None:
        if not heard:
            raise _without(_DECISION)
        made["decision"] = decision_letter(changes, case, heard=heard)
    return made


def _of_cases(planned: Sequence[PlannedChange], cases: str) -> list[PlannedChange]:
    """Return the changes of some cases; all where none is named.

    Raises
    ------
    ParamError
        For a case of which there are no changes.
    """
    asked = words_listed(cases)
    known = list(dict.fromkeys(one.case_number for one in planned if one.case_number))
    missing = [one for one in asked if one not in known]
    if missing and not known:
        raise ParamError(
            Text("ændringerne har intet sagsnummer", "the changes have no case number"),
            Text("ændringer med sagsnummer (case_number), når der vælges nogle af dem",
                 "changes with a case number (case_number) when some of them are chosen"),
            Text("lad cases (Ændringernes sager) stå tomt", "leave cases (Cases of the changes) empty"),
        )  # fmt: skip
    if missing:
        faults = [unknown_name(one, known) for one in missing]
        raise ParamError(
            Text("; ".join(one.da for one in faults), "; ".join(one.en for one in faults)),
            Text(f"sager, som ændringerne har: {', '.join(known)}", f"cases that the changes have: {', '.join(known)}"),
            Text(
                "ret cases (Ændringernes sager), eller lad feltet stå tomt",
                "mend cases (Cases of the changes), or leave it empty",
            ),
        )
    return [one for one in planned if not asked or one.case_number in asked]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.replace("\n", ";").split(";") if line.strip())


def _without(needed: tuple[str, str, Text]) -> ParamError:
    letter, name, what = needed
    return ParamError(
        Text(f"{letter} uden {name}", f"{letter} without {name}"), what,
        Text(f"giv {name}, eller udelad {letter}", f"give {name}, or leave {letter} out"),
    )  # fmt: skip


def _nothing_changed(planned: Sequence[PlannedChange]) -> ParamError:
    return ParamError(
        Text(f"{counted(len(planned), 'planlagt ændring', 'planlagte ændringer')}, som ingen adresses linje ændres af",
             f"{counted(len(planned), 'planned change', 'planned changes')} by which no line of an address changes"),
        Text("ændringer af adresser, husnumre, vejnavne eller bynavne, som står eller kommer til det",
             "changes of addresses, house numbers, names of roads or towns that stand or come to"),
        Text("se efter, om ændringerne allerede står i udtrækket (day)",
             "look whether the changes stand in the extract already (day)"),
    )  # fmt: skip


def _of_recipients(changes: Iterable[AddressChange], register: Register) -> Iterator[Text]:
    """Yield what recipients cannot be told by alone: no line yet, and lines that several addresses bear today."""
    told = {one.object_id: one for one in sorted(changes, key=lambda one: one.in_force, reverse=True)}.values()
    new = sum(not one.before for one in told)
    if new:
        yield Text(
            f"recipients: {counted(new, 'ny adresse', 'nye adresser')} uden adresse at sende til; find ejer og bruger "
            "på jordstykket ved adgangspunktet",
            f"recipients: {counted(new, 'new address', 'new addresses')} without an address to send to; find owner and "
            "user by the parcel at the access point",
        )
    side = AddressSide(register)
    borne = Counter(side.standing_lines())
    shared = sorted({one.before for one in told if borne[one.before] > 1}, key=line_key)
    if shared:
        names = "; ".join(shared)
        yield Text(
            f"recipients: flere adresser har i dag samme linje ({names}); skil dem ad ved id og adgangspunkt",
            f"recipients: several addresses bear the same line today ({names}); tell them apart by id and access point",
        )


def _told(found: ChangedLines, register: Register, letters: Mapping[str, Letter]) -> tuple[Text, ...]:
    kinds = [one.kind for one in found.changes]
    parts = [
        Text(f"{count} {word.da}", f"{count} {word.en}")
        for word in dict.fromkeys(kinds)
        if (count := kinds.count(word))
    ]
    total = len(kinds)
    each = enumerated(parts)
    said = [Text(f"{counted(total, 'adresse', 'adresser')}: {each.da}",
                 f"{counted(total, 'address', 'addresses')}: {each.en}")]  # fmt: skip
    if found.left_out:
        objects = [one.register_object for one in found.left_out]
        counts = [(REGISTER_OBJECTS[name], objects.count(name)) for name in dict.fromkeys(objects)]
        names = enumerated(Text(f"{word.da} ({count})", f"{word.en} ({count})") for word, count in counts)
        said.append(Text(f"ændrer ingen adresses linje og står ikke i brevene: {names.da}",
                         f"change no line of an address and are not in the letters: {names.en}"))  # fmt: skip
    away = sum(one.access_point is None for one in found.changes)
    if away:
        said.append(Text(
            f"{counted(away, 'adresse', 'adresser')} uden kendt adgangspunkt: ikke på kortet",
            f"{counted(away, 'address', 'addresses')} without a known access point: not on the map",
        ))  # fmt: skip
    said += _of_recipients(found.changes, register)
    if any(letter.document.stamps for letter in letters.values()):
        said.append(_DRAFTS)
    if len(letters) > 1:
        said.append(_ONE_DATE)
    return tuple(said)
