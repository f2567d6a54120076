"""Addresses and buildings (adresser og bygninger): kept lawful, numbered early, held against the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.addresses.address_line import AddressLine, house_number_key, kvhx, parse_address_line, parse_kvhx
    from gistools.addresses.checking import AddressCheckParams, check_register
    from gistools.addresses.findings import Findings
    from gistools.addresses.letters import LetterCase, decision_letter, hearing_letter
    from gistools.addresses.letters_changes import AddressChange, read_changes
    from gistools.addresses.letters_lists import RecipientRole, emergency_list, recipient_list
    from gistools.addresses.letters_texts import LetterText, letter_texts
    from gistools.addresses.register import Register, moment_of, read_register
    from gistools.addresses.rule_book import AddressRule, Severity, address_rules, rule_of
    from gistools.addresses.statuses import Status, life_cycle, may_become, status_of

__all__ = [
    "AddressChange",
    "AddressCheckParams",
    "AddressLine",
    "AddressRule",
    "Findings",
    "LetterCase",
    "LetterText",
    "RecipientRole",
    "Register",
    "Severity",
    "Status",
    "address_rules",
    "check_register",
    "decision_letter",
    "emergency_list",
    "hearing_letter",
    "house_number_key",
    "kvhx",
    "letter_texts",
    "life_cycle",
    "may_become",
    "moment_of",
    "parse_address_line",
    "parse_kvhx",
    "read_changes",
    "read_register",
    "recipient_list",
    "rule_of",
    "status_of",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "AddressChange": "gistools.addresses.letters_changes",
            "AddressCheckParams": "gistools.addresses.checking",
            "AddressLine": "gistools.addresses.address_line",
            "AddressRule": "gistools.addresses.rule_book",
            "Findings": "gistools.addresses.findings",
            "LetterCase": "gistools.addresses.letters",
            "LetterText": "gistools.addresses.letters_texts",
            "RecipientRole": "gistools.addresses.letters_lists",
            "Register": "gistools.addresses.register",
            "Severity": "gistools.addresses.rule_book",
            "Status": "gistools.addresses.statuses",
            "address_rules": "gistools.addresses.rule_book",
            "check_register": "gistools.addresses.checking",
            "decision_letter": "gistools.addresses.letters",
            "emergency_list": "gistools.addresses.letters_lists",
            "hearing_letter": "gistools.addresses.letters",
            "house_number_key": "gistools.addresses.address_line",
            "kvhx": "gistools.addresses.address_line",
            "letter_texts": "gistools.addresses.letters_texts",
            "life_cycle": "gistools.addresses.statuses",
            "may_become": "gistools.addresses.statuses",
            "moment_of": "gistools.addresses.register",
            "parse_address_line": "gistools.addresses.address_line",
            "parse_kvhx": "gistools.addresses.address_line",
            "read_changes": "gistools.addresses.letters_changes",
            "read_register": "gistools.addresses.register",
            "recipient_list": "gistools.addresses.letters_lists",
            "rule_of": "gistools.addresses.rule_book",
            "status_of": "gistools.addresses.statuses",
        },
    )
