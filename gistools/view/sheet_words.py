"""The fixed sentences of documents, and what stands on all their pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gistools.stamps import stamps_in
from gistools.text import Text
from gistools.view.words import GUIDANCE, MADE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.document import Document
    from gistools.text import Language

PAGE = Text("Side {page} af {pages}", "Page {page} of {pages}")
SCALE = Text("Målestok 1:{scale} på {paper}", "Scale 1:{scale} on {paper}")
CASE = Text("Sag {number}", "Case {number}")
DATA = Text("Data pr. {date}", "Data as of {date}")
SOURCES = Text("Kilder: {source}", "Sources: {source}")
CONTINUED = Text("Fortsat: flere kolonner", "Continued: more columns")
LANGUAGE_NAMES = {"da": "Dansk", "en": "English"}
LOCALES = {"da": "da-DK", "en": "en-GB"}


def made_line(provenance_json: str | None, language: Language) -> str:
    """Return when and by what it was made, from the record of the run.

    >>> made_line('{"created": "2026-11-23T08:00:00Z", "gistools_version": "0.1.0"}', "da")
    'Beregnet 23-11-2026 med gistools 0.1.0'
    """
    record = json.loads(provenance_json or "{}")
    date = str(record.get("created") or "")[:10]
    if not date:
        return ""
    written = "-".join(reversed(date.split("-"))) if language == "da" else date
    return MADE.say(language).format(date=written, version=record.get("gistools_version", "")).strip()


def created(provenance_json: str | None) -> str:
    """Return when the run was made, as the record tells it; empty when it does not."""
    return str(json.loads(provenance_json or "{}").get("created") or "")


def all_stamps(document: Document, more: Sequence[Text]) -> tuple[Text, ...]:
    """Return the stamps of a document and those of its inputs, each once."""
    said = stamps_in(stamp.da for stamp in document.stamps)
    return tuple(dict.fromkeys((*document.stamps, *(stamp for stamp in more if stamp not in said))))


def foot_words(document: Document, language: Language, provenance_json: str | None) -> str:
    """Return what stands at the foot of every page: case, date of the data, guidance, when it was made."""
    mast = document.masthead
    told = [
        CASE.say(language).format(number=mast.case_number) if mast.case_number else "",
        DATA.say(language).format(date=mast.data_date) if mast.data_date else "",
        GUIDANCE.say(language),
        made_line(provenance_json, language),
    ]
    return "  ·  ".join(one for one in told if one)
