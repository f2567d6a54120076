"""Parameters of letters on addresses, declared once; loads no numeric library."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.addresses.check_params import day_param
from gistools.text import Text
from gistools.tool import Params, param, param_specs

if TYPE_CHECKING:
    from gistools.text import Language

_DAYS = ("day", "letter_date", "deadline", "in_force")


class LetterLanguage(enum.StrEnum):
    """In which language letters are written."""

    DA = "da"
    EN = "en"

    @property
    def language(self) -> Language:
        """As texts are told."""
        return "da" if self is LetterLanguage.DA else "en"


@dataclass(frozen=True, kw_only=True)
class AddressLetterParams(Params):
    """Whose letters, on which case, and what makes them a hearing or a decision."""

    sender_municipality: str = param(
        label=Text("Kommune", "Municipality"),
        help=Text("Kommunens navn, som det står på breve.", "Name of the municipality as on letters."),
    )
    sender_unit: str = param(
        label=Text("Enhed", "Unit"),
        help=Text("Afdelingen, der sender; ingen personers navne.", "The unit that sends; no names of persons."),
    )
    case_number: str = param(
        label=Text("Sagsnummer", "Case number"),
        help=Text("Står på alle breve og lister.", "Stands on all letters and lists."),
    )
    sender_address: str = param(
        "",
        label=Text("Afsenderens adresse", "Address of the sender"),
        help=Text("Linjer med semikolon imellem.", "Lines with a semicolon between."),
    )
    sender_contact: str = param(
        "",
        label=Text("Kontakt", "Contact"),
        help=Text(
            "Enhedens telefon og postkasse, linjer med semikolon imellem.",
            "Telephone and post box of the unit, lines with a semicolon between.",
        ),
    )
    letter_date: str = param(
        "",
        label=Text("Brevets dato", "Date of the letter"),
        help=Text("År-måned-dag; i dag, når feltet er tomt.", "Year-month-day; today when empty."),
    )
    deadline: str | None = param(
        None,
        label=Text("Høringsfrist", "Deadline of the hearing"),
        help=Text(
            "Sidste dag for bemærkninger (år-måned-dag); når den er givet, skrives høringen.",
            "Last day for comments (year-month-day); when given, the hearing is written.",
        ),
    )
    heard: str | None = param(
        None,
        label=Text("Hvad høringen gav", "What the hearing brought"),
        help=Text(
            "Hvem der er hørt, hvad de sagde, og hvordan det er vægtet, uden navne; eller hvorfor ingen er hørt. Når "
            "det er givet, skrives afgørelsen.",
            "Who was heard, what they said, how it weighs, without names; or why nobody was heard. When given, the "
            "decision is written.",
        ),
    )
    in_force: str = param(
        "",
        label=Text("Gælder fra", "In force from"),
        help=Text(
            "Første dag (år-måned-dag) for de ændringer, der ikke selv nævner en.",
            "First day (year-month-day) of those changes that name none.",
        ),
    )
    cases: str = param(
        "",
        label=Text("Ændringernes sager", "Cases of the changes"),
        help=Text(
            "Kun ændringer med disse sagsnumre, med komma imellem; alle, når feltet er tomt.",
            "Only changes of these case numbers, with commas between; all when empty.",
        ),
    )
    language: LetterLanguage = param(
        LetterLanguage.DA,
        choices={LetterLanguage.DA: Text("dansk", "Danish"), LetterLanguage.EN: Text("engelsk", "English")},
        label=Text("Sprog", "Language"),
        help=Text("Brevenes sprog.", "The language of the letters."),
    )
    day: str = day_param()

    def day_of(self, name: str) -> dt.date | None:
        """Return a day that was given; None where it was not.

        >>> made = AddressLetterParams(sender_municipality="K", sender_unit="A", case_number="1", deadline=" ")
        >>> made.day_of("deadline"), made.day_of("letter_date")
        (None, None)
        """
        said = (getattr(self, name) or "").strip()
        return dt.date.fromisoformat(said) if said else None

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with names and days, and which template has no letter to be filled with."""
        named = _named()
        faults = [
            Text(f"{named[name].da} er tom", f"{named[name].en} is empty")
            for name in ("sender_municipality", "sender_unit", "case_number") if not getattr(self, name).strip()
        ]  # fmt: skip
        unread = [name for name in _DAYS if not self._is_day(name)]
        faults += [
            Text(f"{named[name].da} = {getattr(self, name)!r} er ingen dag som 2027-02-01",
                 f"{named[name].en} = {getattr(self, name)!r} is no day such as 2027-02-01")
            for name in unread
        ]  # fmt: skip
        written = None if "letter_date" in unread else self.day_of("letter_date") or today()
        deadline = None if "deadline" in unread else self.day_of("deadline")
        if written and deadline and deadline <= written:
            faults.append(Text(f"høringsfristen {deadline} er ikke efter brevets dato {written}",
                               f"the deadline {deadline} is not after the date of the letter {written}"))  # fmt: skip
        if deadline and not (self.sender_address.strip() or self.sender_contact.strip()):
            address, contact = named["sender_address"], named["sender_contact"]
            faults.append(Text(
                f"en høring uden {address.da} og {contact.da}: brevet siger, at øverst står, hvor der svares til",
                f"a hearing without {address.en} and {contact.en}: the letter says that where to reply stands above",
            ))  # fmt: skip
        for letter, name in (("hearing", "deadline"), ("decision", "heard")):
            if f"{letter}_template" in given and not (getattr(self, name) or "").strip():
                faults.append(
                    Text(f"{letter}_template uden {named[name].da}", f"{letter}_template without {named[name].en}")
                )
        return tuple(faults)

    def _is_day(self, name: str) -> bool:
        try:
            self.day_of(name)
        except ValueError:
            return False
        return True


def _named() -> dict[str, Text]:
    """Return what each parameter is called: by its name, and by its label in a dialog."""
    return {
        one.name: Text(f"{one.name} ({one.label.da})", f"{one.name} ({one.label.en})")
        for one in param_specs(AddressLetterParams)
    }


def today() -> dt.date:
    """Return today, as a calendar on the wall has it."""
    return dt.date.today()  # noqa: DTZ011 - a day of the user's calendar
