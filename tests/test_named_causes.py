"""A cause that somebody names is answered, however typical of plain night cramps the rest of the question is."""

from __future__ import annotations

import pytest

from leg_cramps.knowledge.tables import tables
from tests.support import answer, told

NAMING = 13
NAMED = sorted(
    {finding for cause in tables().causes.values() for finding, weight in cause.speaks_for.items() if weight == NAMING}
)
CONTEXTS = {
    "at night in the calf": ["when.night", "body.calf"],
    "waking somebody": ["when.waking", "symptom.wakes_me"],
    "an old person, waking, in the calf": ["person.older", "when.waking", "symptom.wakes_me", "body.calf"],
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("finding", NAMED)
def test_a_named_cause_comes_before_plain_night_cramps(finding: str, context: str) -> None:
    found = answer(told([finding, "symptom.cramp", *CONTEXTS[context]]))
    if found["kind"] == "red_flag":
        return
    assert tables().causes[found["row"]].speaks_for.get(finding) == NAMING


@pytest.mark.parametrize("context", CONTEXTS)
def test_without_a_named_cause_they_are_plain_night_cramps(context: str) -> None:
    found = answer(told(["symptom.cramp", *CONTEXTS[context]]))
    assert found["row"] == "idiopathic_night_cramps"
