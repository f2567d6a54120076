"""Addresses and buildings (adresser og bygninger): kept lawful, numbered early, held against the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.addresses.address_line import AddressLine, house_number_key, kvhx, parse_address_line, parse_kvhx
    from gistools.addresses.checking import AddressCheckParams, check_register
    from gistools.addresses.findings import Findings
    from gistools.addresses.keying import KeyingAction, KeyingList, keying_list
    from gistools.addresses.keying_changes import PlannedChange
    from gistools.addresses.reconciliation import Outcome, ReconcileParams, Reconciliation, reconcile
    from gistools.addresses.register import Register, moment_of, read_register
    from gistools.addresses.rule_book import AddressRule, Severity, address_rules, rule_of
    from gistools.addresses.statuses import Status, life_cycle, may_become, status_of

__all__ = [
    "AddressCheckParams",
    "AddressLine",
    "AddressRule",
    "Findings",
    "KeyingAction",
    "KeyingList",
    "Outcome",
    "PlannedChange",
    "ReconcileParams",
    "Reconciliation",
    "Register",
    "Severity",
    "Status",
    "address_rules",
    "check_register",
    "house_number_key",
    "keying_list",
    "kvhx",
    "life_cycle",
    "may_become",
    "moment_of",
    "parse_address_line",
    "parse_kvhx",
    "read_register",
    "reconcile",
    "rule_of",
    "status_of",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "AddressCheckParams": "gistools.addresses.checking",
            "AddressLine": "gistools.addresses.address_line",
            "AddressRule": "gistools.addresses.rule_book",
            "Findings": "gistools.addresses.findings",
            "KeyingAction": "gistools.addresses.keying",
            "KeyingList": "gistools.addresses.keying",
            "Outcome": "gistools.addresses.reconciliation",
            "PlannedChange": "gistools.addresses.keying_changes",
            "ReconcileParams": "gistools.addresses.reconciliation",
            "Reconciliation": "gistools.addresses.reconciliation",
            "Register": "gistools.addresses.register",
            "Severity": "gistools.addresses.rule_book",
            "Status": "gistools.addresses.statuses",
            "address_rules": "gistools.addresses.rule_book",
            "check_register": "gistools.addresses.checking",
            "house_number_key": "gistools.addresses.address_line",
            "keying_list": "gistools.addresses.keying",
            "kvhx": "gistools.addresses.address_line",
            "life_cycle": "gistools.addresses.statuses",
            "may_become": "gistools.addresses.statuses",
            "moment_of": "gistools.addresses.register",
            "parse_address_line": "gistools.addresses.address_line",
            "parse_kvhx": "gistools.addresses.address_line",
            "read_register": "gistools.addresses.register",
            "reconcile": "gistools.addresses.reconciliation",
            "rule_of": "gistools.addresses.rule_book",
            "status_of": "gistools.addresses.statuses",
        },
    )
