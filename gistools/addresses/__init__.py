"""Addresses and buildings (adresser og bygninger): kept lawful, numbered early, held against the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.addresses.address_line import AddressLine, house_number_key, kvhx, parse_address_line, parse_kvhx
    from gistools.addresses.building_register import BuildingRegister, read_building_register
    from gistools.addresses.building_statuses import BuildingStatus, building_life_cycle, building_status_of
    from gistools.addresses.check_params import AddressCheckParams
    from gistools.addresses.checking import check_register
    from gistools.addresses.checks_buildings import check_buildings
    from gistools.addresses.dawa import from_dawa
    from gistools.addresses.findings import Findings
    from gistools.addresses.moments import moment_of
    from gistools.addresses.quality_lists import OfficialList, official_lists
    from gistools.addresses.readiness import Readiness, address_readiness
    from gistools.addresses.register import Register, read_register
    from gistools.addresses.rule_book import AddressRule, Severity, address_rules, rule_of
    from gistools.addresses.statuses import Status, life_cycle, may_become, status_of

__all__ = [
    "AddressCheckParams",
    "AddressLine",
    "AddressRule",
    "BuildingRegister",
    "BuildingStatus",
    "Findings",
    "OfficialList",
    "Readiness",
    "Register",
    "Severity",
    "Status",
    "address_readiness",
    "address_rules",
    "building_life_cycle",
    "building_status_of",
    "check_buildings",
    "check_register",
    "from_dawa",
    "house_number_key",
    "kvhx",
    "life_cycle",
    "may_become",
    "moment_of",
    "official_lists",
    "parse_address_line",
    "parse_kvhx",
    "read_building_register",
    "read_register",
    "rule_of",
    "status_of",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "AddressCheckParams": "gistools.addresses.check_params",
            "AddressLine": "gistools.addresses.address_line",
            "AddressRule": "gistools.addresses.rule_book",
            "BuildingRegister": "gistools.addresses.building_register",
            "BuildingStatus": "gistools.addresses.building_statuses",
            "Findings": "gistools.addresses.findings",
            "OfficialList": "gistools.addresses.quality_lists",
            "Readiness": "gistools.addresses.readiness",
            "Register": "gistools.addresses.register",
            "Severity": "gistools.addresses.rule_book",
            "Status": "gistools.addresses.statuses",
            "address_readiness": "gistools.addresses.readiness",
            "address_rules": "gistools.addresses.rule_book",
            "building_life_cycle": "gistools.addresses.building_statuses",
            "building_status_of": "gistools.addresses.building_statuses",
            "check_buildings": "gistools.addresses.checks_buildings",
            "check_register": "gistools.addresses.checking",
            "from_dawa": "gistools.addresses.dawa",
            "house_number_key": "gistools.addresses.address_line",
            "kvhx": "gistools.addresses.address_line",
            "life_cycle": "gistools.addresses.statuses",
            "may_become": "gistools.addresses.statuses",
            "moment_of": "gistools.addresses.moments",
            "official_lists": "gistools.addresses.quality_lists",
            "parse_address_line": "gistools.addresses.address_line",
            "parse_kvhx": "gistools.addresses.address_line",
            "read_building_register": "gistools.addresses.building_register",
            "read_register": "gistools.addresses.register",
            "rule_of": "gistools.addresses.rule_book",
            "status_of": "gistools.addresses.statuses",
        },
    )
