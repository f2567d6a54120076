"""Addresses and buildings (adresser og bygninger): kept lawful, numbered early, held against the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.addresses.address_line import AddressLine, house_number_key, kvhx, parse_address_line, parse_kvhx
    from gistools.addresses.building_register import BuildingRegister, read_building_register
    from gistools.addresses.building_statuses import BuildingStatus, building_life_cycle, building_status_of
    from gistools.addresses.change_register import apply_planned
    from gistools.addresses.change_table import planned_table, read_planned_table
    from gistools.addresses.check_layers import CheckLayers
    from gistools.addresses.check_params import AddressCheckParams, ReadinessParams
    from gistools.addresses.checking import check_register
    from gistools.addresses.checks_buildings import check_buildings
    from gistools.addresses.checks_points import access_point_list
    from gistools.addresses.dawa import from_dawa
    from gistools.addresses.findings import Findings
    from gistools.addresses.keying import KeyingAction, KeyingList, keying_list
    from gistools.addresses.keying_changes import PlannedChange
    from gistools.addresses.letters import LetterCase, decision_letter, hearing_letter
    from gistools.addresses.letters_changes import AddressChange, read_changes
    from gistools.addresses.letters_lists import RecipientRole, emergency_list, recipient_list
    from gistools.addresses.letters_texts import LetterText, letter_texts
    from gistools.addresses.moments import moment_of
    from gistools.addresses.numbering import NumberingProposal, propose_numbers
    from gistools.addresses.numbering_params import NumberingParams
    from gistools.addresses.numbering_tables import NumberingVariant
    from gistools.addresses.quality_lists import OfficialList, official_lists
    from gistools.addresses.readiness import Readiness, address_readiness
    from gistools.addresses.reconciliation import Outcome, ReconcileParams, Reconciliation, reconcile
    from gistools.addresses.register import Register, read_register
    from gistools.addresses.road_names_checks import NameFault
    from gistools.addresses.road_names_draft import RoadNameCheck, check_road_name
    from gistools.addresses.road_names_form import name_form_faults
    from gistools.addresses.road_names_index import NamedRoads
    from gistools.addresses.road_names_likeness import NameGrade, NameLikeness, compare_road_names
    from gistools.addresses.road_names_order import road_name_key
    from gistools.addresses.road_names_short import AddressingName, ShortName, addressing_name
    from gistools.addresses.road_names_sound import NameSound, road_name_sounds
    from gistools.addresses.rule_book import AddressRule, Severity, address_rules, rule_of
    from gistools.addresses.statuses import Status, life_cycle, may_become, status_of
    from gistools.addresses.store_form import planned_tables

__all__ = [
    "AddressChange",
    "AddressCheckParams",
    "AddressLine",
    "AddressRule",
    "AddressingName",
    "BuildingRegister",
    "BuildingStatus",
    "CheckLayers",
    "Findings",
    "KeyingAction",
    "KeyingList",
    "LetterCase",
    "LetterText",
    "NameFault",
    "NameGrade",
    "NameLikeness",
    "NameSound",
    "NamedRoads",
    "NumberingParams",
    "NumberingProposal",
    "NumberingVariant",
    "OfficialList",
    "Outcome",
    "PlannedChange",
    "Readiness",
    "ReadinessParams",
    "RecipientRole",
    "ReconcileParams",
    "Reconciliation",
    "Register",
    "RoadNameCheck",
    "Severity",
    "ShortName",
    "Status",
    "access_point_list",
    "address_readiness",
    "address_rules",
    "addressing_name",
    "apply_planned",
    "building_life_cycle",
    "building_status_of",
    "check_buildings",
    "check_register",
    "check_road_name",
    "compare_road_names",
    "decision_letter",
    "emergency_list",
    "from_dawa",
    "hearing_letter",
    "house_number_key",
    "keying_list",
    "kvhx",
    "letter_texts",
    "life_cycle",
    "may_become",
    "moment_of",
    "name_form_faults",
    "official_lists",
    "parse_address_line",
    "parse_kvhx",
    "planned_table",
    "planned_tables",
    "propose_numbers",
    "read_building_register",
    "read_changes",
    "read_planned_table",
    "read_register",
    "recipient_list",
    "reconcile",
    "road_name_key",
    "road_name_sounds",
    "rule_of",
    "status_of",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "AddressChange": "gistools.addresses.letters_changes",
            "AddressCheckParams": "gistools.addresses.check_params",
            "AddressLine": "gistools.addresses.address_line",
            "AddressRule": "gistools.addresses.rule_book",
            "AddressingName": "gistools.addresses.road_names_short",
            "BuildingRegister": "gistools.addresses.building_register",
            "BuildingStatus": "gistools.addresses.building_statuses",
            "CheckLayers": "gistools.addresses.check_layers",
            "Findings": "gistools.addresses.findings",
            "KeyingAction": "gistools.addresses.keying",
            "KeyingList": "gistools.addresses.keying",
            "LetterCase": "gistools.addresses.letters",
            "LetterText": "gistools.addresses.letters_texts",
            "NameFault": "gistools.addresses.road_names_checks",
            "NameGrade": "gistools.addresses.road_names_likeness",
            "NameLikeness": "gistools.addresses.road_names_likeness",
            "NameSound": "gistools.addresses.road_names_sound",
            "NamedRoads": "gistools.addresses.road_names_index",
            "NumberingParams": "gistools.addresses.numbering_params",
            "NumberingProposal": "gistools.addresses.numbering",
            "NumberingVariant": "gistools.addresses.numbering_tables",
            "OfficialList": "gistools.addresses.quality_lists",
            "Outcome": "gistools.addresses.reconciliation",
            "PlannedChange": "gistools.addresses.keying_changes",
            "Readiness": "gistools.addresses.readiness",
            "ReadinessParams": "gistools.addresses.check_params",
            "RecipientRole": "gistools.addresses.letters_lists",
            "ReconcileParams": "gistools.addresses.reconciliation",
            "Reconciliation": "gistools.addresses.reconciliation",
            "Register": "gistools.addresses.register",
            "RoadNameCheck": "gistools.addresses.road_names_draft",
            "Severity": "gistools.addresses.rule_book",
            "ShortName": "gistools.addresses.road_names_short",
            "Status": "gistools.addresses.statuses",
            "access_point_list": "gistools.addresses.checks_points",
            "address_readiness": "gistools.addresses.readiness",
            "address_rules": "gistools.addresses.rule_book",
            "addressing_name": "gistools.addresses.road_names_short",
            "apply_planned": "gistools.addresses.change_register",
            "building_life_cycle": "gistools.addresses.building_statuses",
            "building_status_of": "gistools.addresses.building_statuses",
            "check_buildings": "gistools.addresses.checks_buildings",
            "check_register": "gistools.addresses.checking",
            "check_road_name": "gistools.addresses.road_names_draft",
            "compare_road_names": "gistools.addresses.road_names_likeness",
            "decision_letter": "gistools.addresses.letters",
            "emergency_list": "gistools.addresses.letters_lists",
            "from_dawa": "gistools.addresses.dawa",
            "hearing_letter": "gistools.addresses.letters",
            "house_number_key": "gistools.addresses.address_line",
            "keying_list": "gistools.addresses.keying",
            "kvhx": "gistools.addresses.address_line",
            "letter_texts": "gistools.addresses.letters_texts",
            "life_cycle": "gistools.addresses.statuses",
            "may_become": "gistools.addresses.statuses",
            "moment_of": "gistools.addresses.moments",
            "name_form_faults": "gistools.addresses.road_names_form",
            "official_lists": "gistools.addresses.quality_lists",
            "parse_address_line": "gistools.addresses.address_line",
            "parse_kvhx": "gistools.addresses.address_line",
            "planned_table": "gistools.addresses.change_table",
            "planned_tables": "gistools.addresses.store_form",
            "propose_numbers": "gistools.addresses.numbering",
            "read_building_register": "gistools.addresses.building_register",
            "read_changes": "gistools.addresses.letters_changes",
            "read_planned_table": "gistools.addresses.change_table",
            "read_register": "gistools.addresses.register",
            "recipient_list": "gistools.addresses.letters_lists",
            "reconcile": "gistools.addresses.reconciliation",
            "road_name_key": "gistools.addresses.road_names_order",
            "road_name_sounds": "gistools.addresses.road_names_sound",
            "rule_of": "gistools.addresses.rule_book",
            "status_of": "gistools.addresses.statuses",
        },
    )
