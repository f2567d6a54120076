"""Letters on addresses (adressebreve): hearing of the parties and decision, with reasons, rules and appeal guidance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gistools.addresses.letters_changes import sorted_changes, text_faults
from gistools.addresses.letters_texts import DECISION, HEARING, fitting_texts, letter_texts
from gistools.addresses.letters_writing import Writing
from gistools.errors import ParamError
from gistools.text import Text, joined, written_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from gistools.addresses.letters_changes import AddressChange
    from gistools.letter import Letter, Sender
    from gistools.text import Language


@dataclass(frozen=True, slots=True)
class LetterCase:
    """What a letter is about and who sends it (brevets sag); no persons.

    Parameters
    ----------
    case_number:
        Of the municipality's case.
    sender:
        A unit of the municipality.
    date:
        Of the letter.
    recipient:
        Lines of whom it is to; the owners and users of the addresses when empty. The municipality's own system writes
        names.
    language:
        Danish, or English when it is asked for.
    own_texts:
        The municipality's own sentences, as `letter_texts` takes them.

    Raises
    ------
    ParamError
        Without a case number, or with a text that no letter may hold.
    """

    case_number: str
    sender: Sender
    date: dt.date
    recipient: tuple[str, ...] = ()
    language: Language = "da"
    own_texts: pd.DataFrame | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Refuse a case without a number."""
        said = (*self.sender.lines, *self.sender.contact, *self.recipient)
        faults = [fault for text in said for fault in text_faults(text)]
        if not self.case_number.strip():
            faults.insert(0, Text("sagsnummeret mangler", "the case number is missing"))
        if any(ord(sign) < ord(" ") for sign in self.case_number):
            faults.append(Text("styretegn i sagsnummeret", "control signs in the case number"))
        require_no_faults(faults)


def require_no_faults(faults: Sequence[Text]) -> None:
    """Refuse a letter with faults.

    Raises
    ------
    ParamError
        That lists them all.
    """
    if faults:
        raise ParamError(
            joined(faults),
            Text("et sagsnummer, dage i rækkefølge og tekster uden oplysninger om personer",
                 "a case number, days in order and texts without anything on persons"),
            Text("ret det nævnte, og lav brevet igen", "mend what is named and make the letter again"),
        )  # fmt: skip


def hearing_letter(changes: Iterable[AddressChange], case: LetterCase, *, deadline: dt.date) -> Letter:
    """Return the letter in which the parties of a change are heard (partshøring).

    Parameters
    ----------
    changes:
        In any order; told by road and house number.
    case:
        What it is about and who sends it.
    deadline:
        The last day for comments, after that of the letter.

    Raises
    ------
    ParamError
        For no changes, or a deadline that is not after the letter or not before the change.
    TableError
        With all faults of the changes or of the municipality's own texts.

    >>> import datetime as dt
    >>> from gistools.addresses import AddressChange
    >>> from gistools.letter import Sender
    >>> change = AddressChange("a1", "Skeevej 4, 4370 Skee", "Skeevej 4A, 4370 Skee", "To huse har samme nummer.",
    ...                        ("A03",), dt.date(2027, 3, 1))
    >>> case = LetterCase("27-1234", Sender("Eksempelby Kommune", "Adresser"), dt.date(2027, 1, 4))
    >>> letter = hearing_letter([change], case, deadline=dt.date(2027, 2, 1))
    >>> letter.document.say(letter.document.sections[-1].blocks[1].sentence)
    'Har du bemærkninger, skal vi have dem skriftligt senest 1. februar 2027. Skriv sagsnummer 27-1234. Hvor du skriver til, står øverst i brevet.'
    """  # noqa: E501 - the sentence of the example
    told = sorted_changes(changes)
    first = min(one.in_force for one in told)
    faults = []
    if deadline <= case.date:
        faults.append(Text(f"høringsfristen {deadline} er ikke efter brevets dato {case.date}",
                           f"the deadline {deadline} is not after the date of the letter {case.date}"))  # fmt: skip
    if deadline >= first:
        faults.append(Text(f"høringsfristen {deadline} er ikke før ændringen {first}",
                           f"the deadline {deadline} is not before the change {first}"))  # fmt: skip
    require_no_faults(faults)
    texts = fitting_texts(letter_texts(HEARING, case.own_texts), all_new=not any(one.before for one in told))
    writing = Writing(case, told, texts, {"deadline": written_day(deadline)})
    return writing.letter(("case_number", "deadline", "new_address"))


def decision_letter(changes: Iterable[AddressChange], case: LetterCase, *, heard: str = "") -> Letter:
    """Return the decision on a change of addresses (afgørelse) with reasons, rules and appeal guidance.

    Parameters
    ----------
    changes, case:
        As `hearing_letter`.
    heard:
        Who was heard, what was said, and how it weighs, without names; marked as lacking when empty.

    Raises
    ------
    ParamError
        For no changes, one that is in force before the decision, or a text with what may be a CPR number.
    TableError
        With all faults of the changes or of the municipality's own texts.
    """
    told = sorted_changes(changes)
    faults = list(text_faults(heard))
    first = min(one.in_force for one in told)
    if first < case.date:
        faults.append(Text(f"en ændring gælder fra {first}, før afgørelsen {case.date}",
                           f"a change is in force from {first}, before the decision {case.date}"))  # fmt: skip
    require_no_faults(faults)
    texts = fitting_texts(letter_texts(DECISION, case.own_texts), all_new=not any(one.before for one in told))
    if heard.strip():
        texts.pop("decision_not_heard")
    writing = Writing(case, told, texts, {"heard": Text(heard.strip(), heard.strip())})
    return writing.letter(("case_number", "new_address", "valid_from"))
