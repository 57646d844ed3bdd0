"""Sentences are understood beyond the words that are listed; what is listed, denied or unknown keeps its say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from leg_cramps.conversation.decide import Turn, decide
from leg_cramps.conversation.state import State
from leg_cramps.findings import Findings, Guess, present
from leg_cramps.knowledge.assessment import NO_CAUSE, Assessment, Ranked, closed, fired_flags, rank
from leg_cramps.knowledge.tables import Urgency, tables
from leg_cramps.language.network import NOUGHT, OUT_NOUGHT, names_of
from leg_cramps.language.reading import read
from leg_cramps.language.understanding import HARMLESS, language, likeness, understand
from tests.support import answer, event, said, spoken
from workbench.ask import Talk, report
from workbench.examples import ASKS_CAUSE

# None of these is caught by a pattern alone, and none is an example.
DESCRIBED = {
    "granddad's face looks like it's melting on the left and he can't hold his spoon": "rf_stroke",
    "the toddler is roasting and screams if i straighten her legs": "rf_child_infection",
    "i can't squeeze a drop out and my bottom's gone to sleep": "rf_cauda_equina",
}
HARMLESS_ONES = [
    "granddad keeps dropping his spoon under the table and laughing about it",
    "the toddler is roaring about in new boots",
    "no puffiness no heat just a plain knot",
    "both feet went to sleep on the bus and then woke up",
    "i nearly died laughing when his calf went",
]


@pytest.mark.parametrize(("sentence", "flag"), DESCRIBED.items())
def test_a_sign_that_no_pattern_knows(sentence: str, flag: str) -> None:
    by_patterns = closed(read(sentence, language().lexicon).findings, tables())
    assert [one for one in fired_flags(by_patterns, tables()) if one.urgency >= Urgency.urgent] == []
    assert answer(said(sentence))["flag"] == flag


@pytest.mark.parametrize("sentence", HARMLESS_ONES)
def test_what_only_sounds_like_a_sign(sentence: str) -> None:
    assert answer(said(sentence)).get("urgency") not in ("urgent", "emergency")


def test_words_that_were_denied_do_not_count_as_a_sign() -> None:
    known = language()
    swollen, denied = (read(f"my calf {what} swollen and hot", known.lexicon) for what in ("is", "isn't"))
    assert likeness(swollen, known).sign.share > 0.7
    assert likeness(denied, known).sign.share < 0.3


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("ought i to trouble the surgery over this", "doctor"),
        ("any sensible way of keeping the blighters away for good", "prevention"),
        ("the wifi in the kitchen keeps dropping out", "out_of_scope"),
    ],
)
def test_a_question_in_other_words(sentence: str, kind: str) -> None:
    talk = Talk("en-US")
    talk.open()
    assert report(sentence, talk.say(sentence))["answer"]["kind"] == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "how long might it last",
        "does this go away in time",
        "what brought it on",
        "can it be treated",
        "what might help",
        "is there something i could take",
        "could it be anything bad",
        "should i be resting it",
    ],
)
def test_a_question_that_names_nothing_is_about_the_cramp(sentence: str) -> None:
    talk = Talk("en-US")
    talk.open()
    first = report(sentence, talk.say(sentence))
    talk.say("my calf cramps at night")
    later = report(sentence, talk.say(sentence))
    for found in (first, later):
        assert found["answer"]["kind"] in ("cause", "general", "prevention", "fact", "doctor")


@pytest.mark.parametrize(
    "sentence", ["how long might the film last", "what brought the rain on", "can hay fever be treated"]
)
def test_a_question_that_names_something_else_is_not(sentence: str) -> None:
    talk = Talk("en-US")
    talk.open()
    assert report(sentence, talk.say(sentence))["answer"]["kind"] == "out_of_scope"


@pytest.mark.parametrize(
    "sentence",
    [
        "my left calf is bothering me",
        "my right shin hurts a little",
        "my thigh aches on and off",
        "my calves feel heavy tonight",
        "both my feet are tired",
        "my foot tingles now and then",
        "my legs feel a little weak tonight",
        "my calf has ached on and off for weeks",
        "my knees feel wobbly on the stairs",
    ],
)
def test_a_bare_complaint_alarms_nobody(sentence: str) -> None:
    found = answer(said(sentence))
    assert found.get("urgency") not in ("urgent", "emergency")
    assert all(tables().causes[one].urgency < Urgency.urgent for one in found.get("causes", ())[:1])


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("my left calf is bothering me it's swollen and warm", "rf_dvt"),
        ("my foot tingles and it's gone white and cold", "rf_acute_limb"),
        ("my legs feel weaker each day and it's climbing", "rf_gbs"),
        ("i fell and my shin is as tight as a drum and my toes are numb", "rf_compartment"),
        ("the cramp starts in my foot and spreads up to my calf and he goes blank", "rf_seizure"),
        ("the cramp starts in my foot and spreads up to my calf and now i can't breathe", "rf_pe"),
    ],
)
def test_a_complaint_with_a_telling_sign_alarms(sentence: str, flag: str) -> None:
    assert answer(said(sentence))["flag"] == flag


def test_words_that_nobody_knows_are_no_question() -> None:
    assert answer(said("flurb the wibble of grons"))["kind"] == "fallback"


def test_what_was_named_is_not_overruled_by_what_it_resembles() -> None:
    named = present(["ask.yes_no", "topic.magnesium", "symptom.cramp"])
    for share, kind in ((0.2, "fact"), (0.95, "doctor")):
        asked = Findings(named.present, asked=Guess("ask.doctor", share))
        state = decide(Turn(asked), State(), tables())
        assert state.answer is not None and state.answer.kind == kind


@pytest.mark.parametrize(
    ("findings", "flag", "harmless", "kind"),
    [
        (["symptom.warmth", "side.single", "body.leg", "symptom.cramp"], "rf_dvt", False, "red_flag"),
        (["symptom.warmth", "side.single", "body.leg", "symptom.cramp"], "rf_dvt", True, "cause"),
        (["symptom.jaw_stiff", "symptom.cramp", "body.calf", "when.night"], "rf_tetanus", False, "red_flag"),
        (["symptom.jaw_stiff", "symptom.cramp", "body.calf", "when.night"], "rf_tetanus", True, "cause"),
        (["symptom.cold_limb", "symptom.pale_limb"], "rf_acute_limb", True, "red_flag"),
        (["symptom.slurred_speech", "symptom.cramp", "when.night"], "rf_stroke", False, "red_flag"),
        (["symptom.slurred_speech", "symptom.cramp", "when.night"], "rf_stroke", True, "red_flag"),
    ],
)
def test_a_sign_in_a_sentence_that_reads_harmless_is_stated_unless_certain(
    findings: list[str], flag: str, harmless: bool, kind: str
) -> None:
    found = decide(Turn(replace(present(findings), harmless=harmless)), State(), tables()).answer
    assert found is not None and found.kind == kind
    assert (found.flag if kind == "red_flag" else found.watch) == flag


@pytest.mark.parametrize(
    ("sentence", "warned"),
    [
        ("my dog's back leg is swollen and warm", False),
        ("our new calf can't stand up her back legs don't work", False),
        ("my dog pulled me over and now my calf is swollen and hot", True),
        ("the horse kicked me and my calf is numb and tight", True),
    ],
)
def test_an_animals_danger_is_nobodys(sentence: str, warned: bool) -> None:
    assert (answer(said(sentence)).get("urgency") in ("urgent", "emergency")) == warned


def test_a_sentence_reads_harmless_only_if_nothing_was_said_beside_it() -> None:
    calm = replace(present(["symptom.cramp"]), harmless=True)
    assert (Findings() | calm).harmless
    assert (calm | calm).harmless
    assert not (calm | present(["symptom.swelling"])).harmless
    assert not (present(["symptom.swelling"]) | calm).harmless


def test_a_likeness_is_one_of_the_reasons_for_a_cause() -> None:
    found = understand("seven hours glued to my swivel chair", language())
    first = rank(found, tables())[0]
    assert first.cause.id == "prolonged_sitting"
    assert "like.prolonged_sitting" in dict(first.reasons)
    assert not any(
        reason.startswith("like.") for one in rank(present(["when.night"]), tables()) for reason, _ in one.reasons
    )


def test_a_cause_that_cannot_wait_takes_more_than_a_slight_likeness() -> None:
    for cause in tables().causes.values():
        shares = {0.1: cause.urgency < Urgency.urgent, 0.3: cause.urgency < Urgency.urgent, 0.4: True}
        for share, counts in shares.items():
            ranked = rank(Findings(like=(Guess(f"like.{cause.id}", share),)), tables())
            assert [one.cause for one in ranked] == ([cause] if counts else [])


def test_an_emergency_is_not_mentioned_in_passing() -> None:
    def also(*causes: str) -> str | None:
        alike = (Ranked(tables().causes[one], 40, ((f"like.{one}", 40),)) for one in causes)
        second = Assessment(None, tuple(alike)).also
        return second.id if second else None

    for cause in tables().causes.values():
        spoken_of = cause.urgency < Urgency.emergency
        assert also("alcohol", cause.id) == (cause.id if spoken_of else None)
        assert also("alcohol", cause.id, "pregnancy") == (cause.id if spoken_of else "pregnancy")
    assert also("alcohol") is None


def test_a_value_of_a_slot_is_not_taken_for_a_sentence() -> None:
    whole = answer(said("what helps"))
    slots = spoken("when", "what helps")
    slots["when"]["resolutions"] = {
        "resolutionsPerAuthority": [{"authority": "a", "status": {"code": "ER_SUCCESS_NO_MATCH"}}]
    }
    slots["when"]["slotValue"] |= {"resolutions": slots["when"]["resolutions"]}
    assert whole["kind"] == "prevention"
    assert answer(said("what helps", intent="CauseIntent"))["kind"] == "prevention"
    from lambda_function import lambda_handler

    assert answer(lambda_handler(event("CauseIntent", slots), None))["kind"] != "doctor"


def test_every_row_has_a_class() -> None:
    known = language()
    assert {one.partition(".")[2] for one in known.causes.classes if one != NO_CAUSE} == set(tables().causes)
    assert {f"rf_{one.partition('.')[2]}" for one in known.signs.classes if one != HARMLESS} == set(tables().red_flags)
    grave = {one.id for one in tables().red_flags.values() if one.rules[0].urgency is Urgency.emergency}
    assert {f"rf_{one.partition('.')[2]}" for one in known.grave} == grave
    facts = {one for row in tables().advice["facts"].values() for one in row.findings}
    assert {one for one in known.asked.classes if one.startswith("topic.")} <= facts
    assert {"ask.relief", "ask.prevent", "ask.doctor", ASKS_CAUSE} <= set(known.asked.classes)


@pytest.mark.parametrize("words", [["why", "do", "my", "legs", "cramp"], ["my", "calf", "is", "red"] * 99, ["qx"], []])
def test_whole_numbers_add_up_as_vectors_do(words: list[str]) -> None:
    """The arithmetic in long whole numbers, held against the same step by step, for texts of any length."""
    network, findings = language().network, ["symptom.cramp", "body.leg"]
    width = len(network.bias)

    def weights(place: int) -> list[int]:
        row = network.table[place * width // 2 : (place + 1) * width // 2]
        return [network.worths[place] * (part - NOUGHT) for byte in row for part in (byte & 15, byte >> 4)]

    def summed(names: Iterable[str]) -> list[int]:
        places = (network.places.get(name) for name in names)
        rows = [weights(place) for place in places if place is not None]
        return [sum(row[unit] for row in rows) for unit in range(width)]

    share = network.scale / max(len(words), 1) ** 0.5
    units = zip(network.bias, summed(names_of(words)), summed(findings), strict=True)
    hidden = [max(bias + share * said + network.scale * found, 0) for bias, said, found in units]
    out = [one.to_bytes(4 * len(network.out_bias), "little")[::4] for one in network.out]
    classes = enumerate(zip(network.out_bias, network.out_scale, strict=True))
    expected = [
        bias + scale * sum(one * (row[at] - OUT_NOUGHT) for one, row in zip(hidden, out, strict=True))
        for at, (bias, scale) in classes
    ]
    assert network.evidence(words, findings) == pytest.approx(expected, abs=0.05)


def test_shares_are_shares() -> None:
    known = language()
    evidence = known.network.evidence(["why", "do", "my", "legs", "cramp"], ["symptom.cramp"])
    for one in (known.asked, known.causes, known.signs):
        shares = one.shares(evidence)
        assert sum(shares.values()) == pytest.approx(1)
        assert min(shares.values()) >= 0
