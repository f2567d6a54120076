"""Reasons of planned changes (begrundelser) as parties read them, and the rules that they cite."""

from __future__ import annotations

import re

from gistools.addresses.rule_book import address_rules

_CODE = re.compile(r"\b[ABG]\d{2}\b")
_CITED = re.compile(r"\s*\(([^()]*)\)")
_BETWEEN = re.compile(r"[\s,;.]|\b(?:og|and|reglerne|regler|regel|rules|rule)\b", re.IGNORECASE)


def cited_rules(why: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a reason without the codes that it cites in brackets, those codes, and those that are no rule's.

    >>> cited_rules("To huse har nr. 8 (A03, A07)"), cited_rules("Nyt hus, regel A16.")
    (('To huse har nr. 8.', ('A03', 'A07'), ()), ('Nyt hus, regel A16.', ('A16',), ()))
    """
    bracketed = [code for one in _CITED.finditer(why) for code in _CODE.findall(one[1])]
    codes = dict.fromkeys(bracketed or [code for code in _CODE.findall(why) if code in address_rules()])
    plain = _CITED.sub(lambda one: "" if _is_citation(one[1]) else one[0], why).strip()
    known = tuple(code for code in codes if code in address_rules())
    ended = f"{plain}." if plain and plain[-1] not in ".!?:" else plain
    return ended, known, tuple(code for code in codes if code not in known)


def _is_citation(text: str) -> bool:
    """Return whether brackets hold codes of rules and nothing else."""
    return bool(_CODE.search(text)) and not _BETWEEN.sub("", _CODE.sub("", text))
