"""Letters on addresses: what they say and by which source, what they mark, what they refuse, and no persons."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.addresses import (
    LetterCase,
    RecipientRole,
    decision_letter,
    emergency_list,
    hearing_letter,
    letter_texts,
    read_changes,
    recipient_list,
    rule_of,
)
from gistools.addresses.letters_changes import CHANGE_COLUMNS, line_key
from gistools.addresses.letters_lists import RECIPIENT_COLUMNS
from gistools.addresses.letters_texts import CASE_FIELDS, LACKING, ROW_FIELDS, UNREAD
from gistools.document import Paragraph
from gistools.errors import ParamError, TableError
from gistools.letter import Sender
from gistools.tables import load_table
from gistools.text import Text, enumerated, written_day

from .letter_cases import CASE, DAY, ORDERED, SENDER, SPLIT, TOWN, TWICE, change, changes

DEADLINE = dt.date(2027, 2, 1)
PERSONAL = ("navn", "name", "cpr", "ejer_navn", "email", "telefon", "person", "fornavn", "efternavn")


def hearing(told=None, case=CASE, deadline=DEADLINE):
    return hearing_letter(changes() if told is None else told, case, deadline=deadline)


def said(letter):
    """Return every sentence of a letter with its stamp."""
    language = letter.language
    blocks = [b for section in letter.document.sections for b in section.blocks if isinstance(b, Paragraph)]
    return [(letter.document.say(b.sentence, language), b.stamp) for b in blocks]


def words(letter):
    return "\n".join(text for text, _ in said(letter))


def test_a_hearing_tells_case_deadline_reasons_and_rules():
    letter = hearing()
    text = words(letter)
    assert "senest 1. februar 2027. Skriv sagsnummer 27-001234." in text
    assert letter.document.masthead.case_number == "27-001234"
    assert "Ærtemarken 2, 8 og 10 og Åsumgyden 8B" not in text, "other rules, so a group of its own"
    assert f"Ærtemarken 2, 8 og 10: {SPLIT}" in text
    assert f"Ågårdsstien 7A: {TWICE}" in text
    for code in ("A28", "A31", "A03", "A08", "A14", "A41"):
        assert f"{rule_of(code).text.da} ({rule_of(code).source.da}; regel {code})." in text


def test_a_rule_stands_once_in_a_letter_however_many_addresses_rest_on_it():
    reasons = [f"Nummer {k} er ledigt." for k in range(1, 11)]
    told = [change("", f"Åvej {k}", reason=reason, rules=("A03", "A14")) for k, reason in enumerate(reasons, start=1)]
    text = words(hearing(told))
    assert text.count("regel A03).") == text.count("regel A14).") == 1
    assert all(f"Åvej {k}: {reason}" in text for k, reason in enumerate(reasons, start=1))
    assert "Se regl" not in text, "all rest on the same"
    text = words(hearing([*told, change("", "Åvej 12", reason="Nyt hus.", rules=("A03",))]))
    last = "Åvej 10: Nummer 10 er ledigt. Se reglerne A03 og A14.\nÅvej 12: Nyt hus. Se regel A03."
    assert f"{last}\nDet bygger på disse regler:\n" in text
    assert text.count("regel A03).") == 1


def test_one_reason_is_told_without_the_addresses_again():
    text = words(hearing([change("Nordenden 30", "Ærtemarken 10")]))
    assert f"\n{SPLIT}\n" in text


def test_a_letter_on_new_addresses_alone_speaks_of_no_address_that_there_is():
    new, mixed = [change("", "Åvej 1")], [change("", "Åvej 1"), change("Nordenden 30", "Ærtemarken 10")]
    for make, name in ((hearing, "Høring"), (lambda told: decision_letter(told, CASE), "Afgørelse")):
        assert make(new).document.title.da == f"{name} om fastsættelse af adresse"
        assert make(mixed).document.title.da == f"{name} om ændring af adresse"
    assert "den adresse, du har nu" not in words(hearing(new))
    assert "den adresse, du har nu" in words(hearing(mixed))
    fields = {one.field.name_da: one.text for one in hearing(new).fields}
    assert fields["tekst_videre"] == "Du får besked skriftligt, når sagen er afgjort."
    own = pd.DataFrame({"brev": ["høring"], "felt": ["tekst_titel"], "tekst": ["Vi hører dig"]})
    assert hearing(new, dataclasses.replace(CASE, own_texts=own)).document.title.da == "Vi hører dig"


def test_every_sentence_on_the_law_has_a_provision_a_source_and_a_year():
    frame = load_table("letter_texts").frame
    legal = frame[frame["text_kind"] == "legal"]
    assert (legal["paragraph_da"].str.contains("§")).all()
    assert legal["verified"].all(), "what is not read stands as lacking"
    assert frame.loc[frame["text_kind"] == "lacking", "verified"].sum() == 0
    for letter in (hearing(), decision_letter(changes(), CASE)):
        texts = letter.document.table("texts").frame.set_index("sentence")
        mine = texts[texts["text_kind"] == "legal"]
        assert len(mine) > 5
        assert (mine["source"].str.len() > 5).all()
        assert mine["source_year"].notna().all()
        shown = [text for text, _ in said(letter)]
        for key, row in mine.iterrows():
            if row["paragraph"]:
                assert f"({row['paragraph']})." in row["text"], key
            assert row["text"] in shown


def test_what_no_source_gives_bears_a_stamp_until_the_municipality_writes_it():
    letter = decision_letter([change("Nordenden 30", "Ærtemarken 10")], CASE)
    marked = [text for text, stamp in said(letter) if stamp == LACKING]
    assert len(marked) == 2
    assert "hvem der er hørt" in marked[0]
    assert "hvilken myndighed" in marked[1]
    assert letter.document.stamps[0].da.startswith("UDKAST")
    own = pd.DataFrame({
        "brev": ["afgørelse"], "felt": ["tekst_klage_hvor"],
        "tekst": ["Klagen sendes til Myndigheden, sag {case_number}."],
        "bestemmelse": ["§ X"],
    })  # fmt: skip
    mended = dataclasses.replace(CASE, own_texts=own)
    letter = decision_letter([change("Nordenden 30", "Ærtemarken 10")], mended, heard="Alle er hørt.")
    assert [stamp for _, stamp in said(letter) if stamp] == []
    assert letter.document.stamps == ()
    text = words(letter)
    assert "Klagen sendes til Myndigheden, sag 27-001234 (§ X)." in text
    assert "Alle er hørt." in text
    assert text.index("Alle er hørt.") < text.index("Klagefristen er 4 uger")


def test_a_rule_that_nobody_read_is_marked_and_one_that_was_is_not():
    stamps = dict(said(hearing()))
    unread, read = (next(s for t, s in stamps.items() if t.endswith(f"regel {code}).")) for code in ("A08", "A03"))
    assert (unread, read) == (UNREAD, None)
    assert not rule_of("A08").verified


def test_own_texts_with_faults_are_refused_with_all_of_them():
    own = pd.DataFrame({
        "letter": ["decision", "hearing", "hearing", "hearing"],
        "name_da": ["tekst_klagefrst", "tekst_svar", "tekst_hilsen", "tekst_titel"],
        "text_da": ["a", "Svar inden {dedline}", "{case_number!r:>99999}", "{"],
    })  # fmt: skip
    with pytest.raises(TableError) as caught:
        letter_texts("hearing", own)
    assert len(caught.value.faults) == 4
    for part in ("mente du tekst_klagefrist?", "mente du {deadline}?", "{case_number!r:>99999}", "ikke lukkes"):
        assert part in caught.value.found.da


def test_english_on_request():
    case = dataclasses.replace(CASE, language="en")
    letter = hearing(case=case)
    text = words(letter)
    assert "by 1 February 2027. State case number 27-001234." in text
    assert "(address act § 2)." in text
    assert letter.rows[0][4].text == "1 March 2027"


@pytest.mark.parametrize("month", range(1, 13))
def test_days_are_written_as_in_danish_letters(month):
    danish = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober",
              "november", "december")  # fmt: skip
    assert written_day(dt.date(2027, month, 3)).da == f"3. {danish[month - 1]} 2027"


def test_things_one_after_another():
    def both(*texts):
        return enumerated([Text(t, t) for t in texts]).da

    assert (both("a"), both("a", "b"), both("a", "b", "c"), both()) == ("a", "a og b", "a, b og c", "")


def test_the_list_for_services_is_in_danish_order_and_tells_what_it_lacks():
    mixed = changes()
    random.Random(2).shuffle(mixed)  # noqa: S311 - no secret
    letter = emergency_list(mixed, CASE)
    frame = letter.document.table("changes").frame
    lines = [after or before for after, before in zip(frame["line_after"], frame["line_before"], strict=True)]
    assert lines == [f"{line}, {TOWN}" for line in ORDERED]
    assert frame["east_da"].tolist()[:3] == ["ukendt", "725022,0", "725028,0"]
    assert frame["north_en"].tolist()[3] == "6175000.2"
    assert frame["east_m"].notna().sum() == 6
    assert frame["kind_da"].tolist()[0] == "nedlægges"
    assert [s for _, s in said(letter)] == [None, None, LACKING], "a changed address has no point"
    known = [one for one in mixed if one.access_point or not one.after]
    assert [s for _, s in said(emergency_list(known, CASE))] == [None, None]


NUMBERS = st.tuples(st.integers(1, 999), st.sampled_from(["", "A", "B", "C"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Åvej", "Aavej", "Zvej", "Ævej"]), NUMBERS,
                          st.sampled_from(["", "kl", "k2", "st", "1", "12"]),
                          st.sampled_from(["", "tv", "mf", "th", "3"])),
                max_size=12))  # fmt: skip
def test_order_of_lines_is_that_of_their_parts(parts):
    floors, doors = ["", "k2", "kl", "st", "1", "12"], ["", "tv", "mf", "th", "3"]
    roads = ["Zvej", "Ævej", "Åvej", "Aavej"]
    key = lambda p: (roads.index(p[0]), p[1], floors.index(p[2]), doors.index(p[3]))  # noqa: E731 - the oracle
    parts = [p for p in parts if p[2] or not p[3]]
    lines = {}
    for road, (number, letter), floor, door in parts:
        unit = " ".join(x for x in (f"{floor}." if floor else "", door) if x)
        lines[road, (number, letter), floor, door] = f"{road} {number}{letter}{', ' + unit if unit else ''}, {TOWN}"
    assert [lines[p] for p in sorted(lines, key=key)] == sorted(lines.values(), key=line_key)


def test_recipients_are_addresses_and_roles_and_no_persons():
    told = changes()
    frame = recipient_list([*told, told[1]], CASE)
    assert list(frame.columns) == [column.name for column in RECIPIENT_COLUMNS]
    assert len(frame) == 2 * len(told), "an address gets a letter for each role once"
    assert set(frame["recipient_role"]) == {role.word.da for role in RecipientRole}
    english = recipient_list(told, dataclasses.replace(CASE, language="en"))
    assert set(english["recipient_role"]) == {"owner", "user"}
    before = frame[frame["object_id"] == told[1].object_id]
    assert before["line"].tolist() == [f"Nordenden 30, {TOWN}"] * 2, "mail comes to the address there is"
    assert before["kvhx"].tolist() == ["09990123__30_______"] * 2
    sent = [line for line in frame["line"] if line]
    assert sent == sorted(sent, key=line_key)
    (new,) = recipient_list([change("", "Åvej 1")], CASE, roles=["user"])["line"]
    assert new == "", "no mail comes to an address that is not there yet"
    owners = recipient_list(told, CASE, roles=[RecipientRole.OWNER])
    assert len(owners) == len(told)


def test_no_declared_column_or_field_is_of_a_person():
    names = [*(c.name for c in RECIPIENT_COLUMNS), *CHANGE_COLUMNS, *(f.name for f in (*CASE_FIELDS, *ROW_FIELDS))]
    letter = emergency_list(changes(), CASE)
    names += [str(c) for table in letter.document.tables for c in table.frame.columns]
    assert not set(names) & set(PERSONAL)
    assert not [name for name in names if any(part in name for part in ("cpr", "person", "email", "phone"))]


def test_a_table_of_changes_is_read_and_its_persons_are_not():
    rows = pd.DataFrame({
        "object_id": ["a1", 7], "line_before": [f"Nordenden 30, {TOWN}", None], "reason": ["x", "y"],
        "line_after": [f"Ærtemarken 10, {TOWN}", f"Åvej 1, {TOWN}"], "rules": ["A03, A28", "A14"],
        "in_force": ["2027-03-01", dt.date(2027, 3, 2)], "east_m": ["725000,5", None], "north_m": [6175000, None],
        "ejer": ["må ikke med", "heller ikke"],
    })  # fmt: skip
    one, two = read_changes(rows)
    assert one.access_point == (725000.5, 6175000.0)
    assert one.rules == ("A03", "A28")
    assert (two.object_id, two.before, two.in_force) == ("7", "", dt.date(2027, 3, 2))
    assert "ikke" not in repr((one, two))


def test_all_faults_of_changes_are_told_at_once():
    rows = pd.DataFrame({
        "object_id": ["", "b", "c", "d", "e"],
        "line_before": ["", f"Nordenden 1, {TOWN}", "x", "x", "x"],
        "line_after": ["", f"Nordenden 1, {TOWN}", "Nordenden 07, 3999 By", f"Å 1, {TOWN}", f"Å 2, {TOWN}"],
        "reason": ["", "r", "010170-1234 klager", "r\x0bx", "r"], "rules": ["", "A3", "A03", "A03", "A03"],
        "in_force": ["31/2 2027", "2027-03-01", "2027-03-01", "2027-03-01", "2027-03-01"],
        "kvhx": ["", "", "123", "", ""], "east_m": ["", "", "", "12.5", "1"], "north_m": ["", "", "", "55.6", ""],
    })  # fmt: skip
    with pytest.raises(TableError) as caught:
        read_changes(rows)
    told = "\n".join(fault.da for fault in caught.value.faults)
    for part in (
        "række 1: dagen '31/2 2027'", "række 1: objektets id mangler", "række 1: hverken gammel",
        "række 1: begrundelsen", "række 1: ingen regel", "række 2: adressen", "række 2: A3 findes ikke",
        "række 3: den nye adresse", "række 3: et tal på ti",
        "række 3: nøglen '123'", "række 4: adgangspunktet (12.5, 55.6)", "række 4: styretegn", "række 5: øst og nord",
    ):  # fmt: skip
        assert part in told
    with pytest.raises(TableError, match="column line_after is missing"):
        read_changes(rows.drop(columns="line_after"))


@pytest.mark.parametrize(
    ("text", "bad"),
    [("010170-1234", True), ("0101701234", True), ("610170-1234", True), ("27-0012345678", False),
     ("3201701234", False), ("12345678901", False), ("sag 990170-1234", False)],
)  # fmt: skip
def test_numbers_like_cpr_are_refused(text, bad):
    faults = change("", "Åvej 1", reason=f"Se {text}.").faults()
    assert bool(faults) == bad
    if bad:
        with pytest.raises(TableError):
            hearing([change("", "Åvej 1", reason=text)])
        with pytest.raises(ParamError):
            decision_letter([change("", "Åvej 1")], CASE, heard=text)
        with pytest.raises(ParamError):
            dataclasses.replace(CASE, recipient=(text,))


def test_ids_of_the_register_may_hold_ten_digits_and_other_ids_not():
    for name, bad in (("0a3f50ae-0000-4000-8000-a0101701234b", False), ("0101701234", True), ("id 010170-1234", True)):
        assert bool(change("", "Åvej 1", object_id=name).faults()) == bad, name


def test_access_points_lie_in_denmark_bornholm_too():
    for east, bad in ((899_999.0, False), (900_001.0, False), (950_001.0, True), (399_999.0, True)):
        assert bool(change("", "Åvej 1", access_point=(east, 6_110_000.0)).faults()) == bad, east


def test_days_out_of_order_and_letters_without_a_case_are_refused():
    for deadline in (CASE.date, DAY):
        with pytest.raises(ParamError, match="deadline"):
            hearing(deadline=deadline)
    with pytest.raises(ParamError, match="case number"):
        LetterCase(" ", SENDER, DAY)
    early = change("", "Åvej 1", in_force=dt.date(2027, 1, 3))
    with pytest.raises(ParamError, match="before the decision"):
        decision_letter([early], CASE)
    assert decision_letter([dataclasses.replace(early, in_force=CASE.date)], CASE)
    with pytest.raises(ParamError, match="no changes"):
        decision_letter([], CASE)
    with pytest.raises(ParamError, match="unit"):
        Sender("Kommune", "")


def test_braces_and_signs_in_what_users_write_stay_as_they_are():
    odd = "{deadline} {{x}} <b>&amp;</b> 100 %"
    letter = decision_letter([change("", "Åvej 1", reason=odd)], CASE, heard=odd)
    assert [text for text, _ in said(letter)].count(odd) == 2


def test_the_docs_tell_every_field_and_every_sentence_that_lacks():
    page = (Path(__file__).parents[2] / "docs" / "address-letters.md").read_text("utf-8")
    for field in (*CASE_FIELDS, *ROW_FIELDS):
        assert f"`{field.name_da}`" in page
        assert f"`{field.name}`" in page
    frame = load_table("letter_texts").frame
    assert (frame["text_kind"] == "lacking").sum() == 4, "tell it in the docs"
