"""What stands on all letters: date and case number at the top, municipality and case at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.text import Text, written_day
from gistools.view.sheet_words import CASE

if TYPE_CHECKING:
    from gistools.letter import Letter
    from gistools.text import Language

__all__ = ["about", "letter_foot"]

DATE, CASE_NUMBER = Text("Dato", "Date"), Text("Sagsnummer", "Case number")


def about(letter: Letter, language: Language) -> list[tuple[str, str]]:
    """Return date and case number, each with its label."""
    number = letter.document.masthead.case_number
    told = ((DATE, written_day(letter.date).say(language)), (CASE_NUMBER, number))
    return [(label.say(language), said) for label, said in told]


def letter_foot(letter: Letter, language: Language) -> str:
    """Return what stands at the foot of every page: municipality, unit and case. A letter is not for guidance."""
    case = CASE.say(language).format(number=letter.document.masthead.case_number)
    return f"{letter.sender.municipality}  ·  {letter.sender.unit}  ·  {case}"
