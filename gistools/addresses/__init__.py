"""Addresses and buildings (adresser og bygninger): kept lawful, numbered early, held against the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.addresses.address_line import AddressLine, house_number_key, kvhx, parse_address_line, parse_kvhx
    from gistools.addresses.register import Register, moment_of, read_register
    from gistools.addresses.statuses import Status, life_cycle, may_become, status_of
    from gistools.addresses.store_form import planned_tables

__all__ = [
    "AddressLine",
    "Register",
    "Status",
    "house_number_key",
    "kvhx",
    "life_cycle",
    "may_become",
    "moment_of",
    "parse_address_line",
    "parse_kvhx",
    "planned_tables",
    "read_register",
    "status_of",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "AddressLine": "gistools.addresses.address_line",
            "Register": "gistools.addresses.register",
            "Status": "gistools.addresses.statuses",
            "house_number_key": "gistools.addresses.address_line",
            "kvhx": "gistools.addresses.address_line",
            "life_cycle": "gistools.addresses.statuses",
            "may_become": "gistools.addresses.statuses",
            "moment_of": "gistools.addresses.register",
            "parse_address_line": "gistools.addresses.address_line",
            "parse_kvhx": "gistools.addresses.address_line",
            "planned_tables": "gistools.addresses.store_form",
            "read_register": "gistools.addresses.register",
            "status_of": "gistools.addresses.statuses",
        },
    )
