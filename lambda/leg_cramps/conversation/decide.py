"""What to answer: findings and where the conversation is, to the next state with the answer in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from leg_cramps.conversation.state import Answer, State
from leg_cramps.findings import Findings, Guess, group_of, present
from leg_cramps.knowledge.assessment import (
    ANIMALS,
    Assessment,
    Fired,
    Ranked,
    advice_for,
    assess,
    closed,
    stretch_for,
)
from leg_cramps.knowledge.tables import Advice, Tables, Urgency

_CONTENT = ("when", "activity", "body", "person", "condition", "medicine", "symptom", "topic", "scope", "sign")
# What the opening words of an answer repeat, in the order in which they are said: nothing about a person's health.
_HEARD = ("body", "when", "activity")
_NAMING_WEIGHT = 13
# Topics that only repeat what kind of answer is wanted: they yield to any other reading.
_KIND_TOPICS = frozenset({"topic.relief_now", "topic.prevention", "topic.when_doctor"})
# Kinds of answer that say to move or stretch, or lead there.
_MOVING = frozenset({"cause", "general", "relief", "prevention", "stretch"})
_ADVISING = frozenset({"cause", "general", "relief", "prevention", "doctor", "fact"})
# Kinds of answer that also say what to look for when a sign is in doubt.
_WATCHING = _ADVISING | {"fallback", "out_of_scope"}
# The kinds of advice that a sentence can ask for.
_KIND_ASKED = {"ask.relief": "relief", "ask.prevent": "prevention", "ask.doctor": "doctor"}
_ASKED_CAUSE = "ask.cause"
# How likely it must be that the sentence asks for something else, to replace an answer of each kind. Found by
# cross-validation: the whole sentence is mostly the better judge, but "stop" means stop.
_NEEDED = {
    "fallback": 0.2,
    "general": 0.2,
    "prevention": 0.15,
    "relief": 0.2,
    "meta": 0.8,
    "help": 0.8,
    "stop": 0.8,
    "launch": 0.8,
    "doctor": 0.55,
    "cause": 0.15,
    "fact": 0.5,
    "out_of_scope": 0.75,
}
# The same for a cause: whoever has a cramp just now wants it gone, unless a cause was asked for.
_NEEDED_IN_CRAMP = {**_NEEDED, "relief": 0.6}
# The same for what is not ours: to refuse somebody whose words were understood, it must be likelier.
_NEEDED_TO_REFUSE = {
    "fallback": 0.4,
    "general": 0.3,
    "prevention": 0.3,
    "relief": 0.6,
    "doctor": 0.4,
    "cause": 0.2,
    "fact": 0.3,
}
_MISSES = 2
_KEPT_CAUSES = 8
_SPOKEN_URGENCY = Urgency.soon

_Respond = Callable[[State, Tables], Answer]


@dataclass(frozen=True)
class Turn:
    """One thing that somebody did: what it means, and whether it only opened the skill."""

    findings: Findings
    opened: bool = False


def decide(turn: Turn, state: State, tables: Tables) -> State:
    """The next state, which holds the answer. Red flags are checked before anything else is looked at."""
    findings = closed(turn.findings, tables)
    assessment = assess(findings, tables)
    answer = _answer(turn, findings, assessment, state, tables)
    return _next(state, _kept_still(answer, state, tables))


def _kept_still(answer: Answer, state: State, tables: Tables) -> Answer:
    """After a same-day warning nothing more is told or offered that moves a leg: the warning is said again.

    What was said before is not kept, so only the warning itself can tell that this leg is not to be stretched.
    After an emergency nothing is advised at all.
    """
    if state.warned not in tables.red_flags or answer.kind == "launch":
        return answer
    if state.alarmed:
        return _warning(state.warned, Urgency.emergency) if answer.kind in _MOVING | _ADVISING else answer
    facts = tables.advice["facts"]
    moves = answer.kind in _MOVING or (answer.kind == "fact" and facts[answer.row].stretch is not None)
    if moves:
        return _warning(state.warned, Urgency.urgent)
    if answer.offer.partition(":")[0] in ("stretch", "prevention", "else"):
        return replace(answer, offer="ask" if answer.kind == "doctor" else "doctor")
    return answer


def _next(state: State, answer: Answer) -> State:
    alarms = answer.kind == "red_flag" and answer.urgency == Urgency.emergency.name
    urges = answer.kind == "red_flag" and not alarms
    disclaimer = (answer.kind in _ADVISING or urges) and not state.disclaimed
    repeated = state.answer is answer
    told = [one for one in (answer.row, answer.also) if one and answer.kind == "cause"]
    warned, alarmed = state.warned, state.alarmed
    if answer.kind == "launch":
        warned, alarmed = "", False
    elif alarms or (urges and not alarmed):
        warned, alarmed = answer.row, alarms
    return State(
        answer=answer if repeated else replace(answer, disclaimer=disclaimer),
        told=(*state.told, *(one for one in told if one not in state.told)),
        misses=state.misses + 1 if answer.kind == "fallback" else 0,
        disclaimed=state.disclaimed or disclaimer,
        warned=warned,
        alarmed=alarmed,
    )


def _answer(turn: Turn, findings: Findings, assessment: Assessment, state: State, tables: Tables) -> Answer:
    fired = assessment.fired
    if fired and fired.urgency >= Urgency.urgent:
        return _red_flag(fired, assessment)
    if turn.opened:
        return Answer("launch", offer="ask")
    answer = _read(findings, assessment, state, tables)
    asked = findings.asked
    if asked and asked.share >= _needed(asked, answer, findings) and not _replies(answer, state):
        answer = _as_asked(asked, answer, findings, assessment, tables)
    doubted = assessment.doubted if answer.kind in _WATCHING else None
    return replace(answer, watch=doubted.id) if doubted else answer


def _replies(answer: Answer, state: State) -> bool:
    """Whether the words name what was asked back ("more at night, or while exercising?"): they ask for nothing else."""
    return answer.kind == "cause" and state.answer is not None and state.answer.offer == "narrow"


def _needed(asked: Guess, answer: Answer, findings: Findings) -> float:
    """How likely it must be that something else is asked for, to replace an answer."""
    group, needed = group_of(asked.finding), _NEEDED
    if group == "scope":
        needed = _NEEDED_TO_REFUSE
    elif asked.finding == _ASKED_CAUSE and findings.has("symptom.now") and not findings.has("ask.cause", "ask.yes_no"):
        needed = _NEEDED_IN_CRAMP
    return needed.get(answer.kind, 1)


def _read(findings: Findings, assessment: Assessment, state: State, tables: Tables) -> Answer:
    """The answer to what was said, word for word."""
    if not findings.of_group(*_CONTENT) and not findings.denied:
        return _contextual(findings, state, tables)
    scope = _scope(findings)
    if scope.present:
        return _outside(scope, assessment, tables)
    return _topical(findings, assessment, tables)


def _as_asked(asked: Guess, answer: Answer, findings: Findings, assessment: Assessment, tables: Tables) -> Answer:
    """The answer to what the sentence as a whole seems to ask for, in place of the answer to its words."""
    group, finding = group_of(asked.finding), asked.finding
    if group == "topic":
        (row,) = (one for one in tables.advice["facts"].values() if finding in one.findings)
        return _fact(row, findings, assessment, tables)
    if group == "scope":
        return _outside(present([finding]), assessment, tables)
    kind = _KIND_ASKED.get(finding, answer.kind)
    if kind != answer.kind:
        return _advice(kind, findings, assessment, tables)
    if finding == _ASKED_CAUSE and answer.kind not in ("cause", "general"):
        named = bool(assessment.causes) and assessment.causes[0].named
        return (_cause if named else _general)(findings, assessment, tables)
    return answer


def _red_flag(fired: Fired, assessment: Assessment) -> Answer:
    ranked = [one.cause.id for one in assessment.causes if one.cause.id not in fired.flag.causes]
    causes = (*fired.flag.causes, *ranked)[:_KEPT_CAUSES]
    return replace(_warning(fired.flag.id, fired.urgency), causes=causes)


def _warning(flag: str, urgency: Urgency) -> Answer:
    """The warning of a red flag; an emergency offers nothing, so that the session ends."""
    offer = "" if urgency is Urgency.emergency else "doctor"
    return Answer("red_flag", flag, about=f"red_flags/{flag}", offer=offer, urgency=urgency.name, flag=flag)


def _scope(findings: Findings) -> Findings:
    """What was said that this skill knows nothing about; nothing if the question is about a leg."""
    scope = findings.of_group("scope")
    of_a_leg = bool(findings.of_group("body"))
    if not scope & ANIMALS:
        if of_a_leg:
            scope = scope & {"scope.injury"}
        if findings.has("symptom.cramp") and of_a_leg:
            scope = frozenset()
    return present(scope)


def _outside(scope: Findings, assessment: Assessment, tables: Tables) -> Answer:
    """The answer that says what this skill does not know."""
    row = advice_for(scope, tables.advice["scope"])
    return Answer("out_of_scope", row.id, offer="ask", flag=assessment.fired.flag.id if assessment.fired else "")


def _topical(findings: Findings, assessment: Assessment, tables: Tables) -> Answer:
    """The answer to a question with something in it: which kind, and which row of its table."""
    topics = [row for row in tables.advice["facts"].values() if row.findings & findings.present]
    facts = [row for row in topics if row.findings.isdisjoint(_KIND_TOPICS)]
    knowledge = [row for row in facts if not row.remedy]
    cause = assessment.causes[0] if assessment.causes and assessment.causes[0].named else None
    names_cause = cause is not None and _is_named(cause)
    judges_remedy = bool(facts) and findings.has("ask.yes_no", "ask.dose")
    if findings.has("ask.stop_medicine", "ask.doctor", "ask.specialist"):
        return _advice("doctor", findings, assessment, tables)
    if knowledge and not findings.has("symptom.now"):
        return _fact(knowledge[0], findings, assessment, tables)
    explains = cause is not None and findings.has("ask.cause")
    happening = findings.has("symptom.now") and not explains
    if (happening or findings.has("ask.relief")) and not judges_remedy:
        return _advice("relief", findings, assessment, tables)
    if facts and (not names_cause or findings.has("ask.dose")):
        return _fact(facts[0], findings, assessment, tables)
    if findings.has("ask.prevent"):
        return _advice("prevention", findings, assessment, tables)
    if findings.has("ask.worry") and not names_cause:
        return _advice("doctor", findings, assessment, tables)
    if cause:
        return _cause(findings, assessment, tables)
    if topics:
        return _fact(topics[0], findings, assessment, tables)
    return _general(findings, assessment, tables)


def _may_stretch(findings: Findings, tables: Tables) -> bool:
    """Whether nothing that was said forbids the movement that relief would begin with."""
    row = advice_for(findings, tables.advice["relief"])
    return row.stretch is None or tables.stretches[row.stretch].avoid.isdisjoint(findings.present)


def _is_named(ranked: Ranked) -> bool:
    """Whether the cause itself was named, as in "is it the statin"."""
    return any(
        weight >= _NAMING_WEIGHT and group_of(finding) in ("condition", "medicine")
        for finding, weight in ranked.reasons
    )


def _general(findings: Findings, assessment: Assessment, tables: Tables) -> Answer:
    """What is true of leg cramps in general, and an offer to narrow it down."""
    row = advice_for(findings, tables.advice["general"])
    answer = Answer("general", row.id, about=f"general/{row.id}", offer="narrow")
    return _judged(replace(answer, heard=_heard(findings, (), tables)), assessment)


def _cause(findings: Findings, assessment: Assessment, tables: Tables) -> Answer:
    ranked = assessment.causes[0]
    also = assessment.also
    stretch = stretch_for(ranked.cause.stretch, findings, tables)
    more = len(assessment.causes) > (2 if also else 1)
    answer = Answer(
        "cause",
        ranked.cause.id,
        about=f"causes/{ranked.cause.id}",
        verdict=findings.has("ask.yes_no") and _is_named(ranked),
        heard=_heard(findings, tuple(finding for finding, weight in ranked.reasons if weight > 0), tables),
        also=also.id if also else "",
        offer=f"stretch:{stretch.id}" if stretch else "else" if more else "prevention",
    )
    return _judged(answer, assessment)


def _judged(answer: Answer, assessment: Assessment, least: Urgency = Urgency.self_care) -> Answer:
    """The answer with what the assessment says of it. Only a red flag makes a turn more than ``soon``."""
    fired, causes = assessment.fired, assessment.causes
    urgency = least
    if causes and causes[0].named:
        urgency = max(urgency, min(causes[0].cause.urgency, _SPOKEN_URGENCY))
    if fired:
        urgency = max(urgency, fired.urgency)
    return replace(
        answer,
        urgency=urgency.name,
        flag=fired.flag.id if fired else "",
        causes=tuple(one.cause.id for one in causes[:_KEPT_CAUSES]),
    )


def _heard(findings: Findings, reasons: tuple[str, ...], tables: Tables) -> tuple[str, ...]:
    """What was understood and is worth repeating: of each group the best reason, in the order of speech."""
    implied = {one for finding in findings.present for one in tables.implies.get(finding, ())}
    heard = []
    for group in _HEARD:
        said = sorted(findings.of_group(group) - implied - {"body.leg"})
        heard += sorted(said, key=lambda one: one not in reasons)[:1]
    return tuple(heard)


def _fact(row: Advice, findings: Findings, assessment: Assessment, tables: Tables) -> Answer:
    stretch = stretch_for(row.stretch, findings, tables)
    offer = f"stretch:{stretch.id}" if stretch else "prevention"
    return _judged(Answer("fact", row.id, about=f"facts/{row.id}", offer=offer), assessment)


def _advice(kind: str, findings: Findings, assessment: Assessment, tables: Tables) -> Answer:
    """Relief, prevention or a doctor's visit: the row that the findings select.

    Relief begins with a movement; where that isn't safe, a doctor is asked.
    """
    if kind == "relief" and not _may_stretch(findings, tables):
        kind = "doctor"
    row = advice_for(findings, tables.advice[kind])
    stretch = stretch_for(row.stretch, findings, tables)
    offer = "prevention" if kind in ("relief", "doctor") else "doctor"
    if kind == "prevention" and stretch:
        offer = f"stretch:{stretch.id}"
    least = Urgency.routine if kind == "doctor" else Urgency.self_care
    return _judged(Answer(kind, row.id, about=f"{kind}/{row.id}", offer=offer), assessment, least)


def _contextual(findings: Findings, state: State, tables: Tables) -> Answer:
    """The answer to what only makes sense where the conversation is: yes, more, repeat, what else ..."""
    last = state.answer
    for meta, respond in _METAS.items():
        if findings.has(meta):
            return respond(state, tables)
    if findings.has("ask.doctor", "ask.worry", "ask.specialist", "ask.stop_medicine"):
        return _doctor_about(findings, state, tables)
    if findings.has("ask.relief"):
        return _advice("relief", findings, Assessment(None, ()), tables)
    if findings.has("ask.prevent"):
        return _prevention_about(state, tables)
    if findings.has("ask.cause") and last is None:
        return _general(findings, Assessment(None, ()), tables)
    return _missed(state)


def _missed(state: State) -> Answer:
    return Answer("fallback", "end") if state.misses >= _MISSES else Answer("fallback", "again", offer="ask")


def _help(state: State, _tables: Tables) -> Answer:
    last = state.answer
    if last is None or last.kind in ("launch", "fallback", "help", "out_of_scope"):
        return Answer("help", "start", offer="ask")
    if last.kind == "stretch":
        return replace(last, kind="help", row="step", about=f"stretches/{last.row}")
    return Answer("help", "answer", about=last.about, offer="ask", causes=last.causes)


def _stop(_state: State, _tables: Tables) -> Answer:
    return Answer("stop", "default")


def _repeat(state: State, _tables: Tables) -> Answer:
    return state.answer or Answer("launch", offer="ask")


def _start_over(_state: State, _tables: Tables) -> Answer:
    return Answer("launch", "again", offer="ask")


def _meta(row: str) -> _Respond:
    """The reply to a question about the skill or about its last answer; what was offered stays offered."""

    def respond(state: State, _tables: Tables) -> Answer:
        last = state.answer or Answer("launch", offer="ask")
        needs_subject = row in ("more", "sources", "rephrase") and not last.about
        return Answer(
            "meta",
            "no_answer_yet" if needs_subject else row,
            about=last.about,
            step=last.step,
            offer=last.offer or "ask",
            causes=last.causes,
        )

    return respond


def _else(state: State, tables: Tables) -> Answer:
    """The next cause that was not told yet."""
    last = state.answer
    left = [one for one in last.causes if one not in state.told] if last else []
    if not last or not last.causes:
        return Answer("meta", "no_answer_yet", offer="ask")
    if not left:
        return Answer("meta", "nothing_else", about=last.about, offer="doctor", causes=last.causes)
    cause = tables.causes[left[0]]
    return Answer(
        "cause",
        cause.id,
        about=f"causes/{cause.id}",
        urgency=min(cause.urgency, _SPOKEN_URGENCY).name,
        offer="else" if len(left) > 1 else _offer_of(cause.stretch),
        causes=last.causes,
    )


def _offer_of(stretch: str | None) -> str:
    return f"stretch:{stretch}" if stretch else "prevention"


def _doctor_about(findings: Findings, state: State, tables: Tables) -> Answer:
    """When to see a doctor: about the cause that was told last, if one was."""
    last = state.answer
    if last and last.about.startswith("causes/") and not findings.has("ask.stop_medicine"):
        return Answer("doctor", "this_cause", about=last.about, offer="else", causes=last.causes)
    return _advice("doctor", findings, Assessment(None, ()), tables)


def _prevention_about(state: State, tables: Tables) -> Answer:
    """How to prevent cramps: of the kind that was told last, if one was."""
    last = state.answer
    table, _, row = last.about.partition("/") if last else ("", "", "")
    findings = Findings()
    if table == "causes" and row in tables.causes:
        typical = tables.causes[row].speaks_for.items()
        findings = closed(present(one for one, weight in typical if weight >= 4), tables)
    return _advice("prevention", findings, Assessment(None, ()), tables)


def _yes(state: State, tables: Tables) -> Answer:
    """Takes what was offered; where nothing was, as in an emergency, that is said again."""
    last = state.answer
    if last and not last.offer:
        return last
    offer, _, row = last.offer.partition(":") if last else ("ask", "", "")
    if offer == "stretch" and row in tables.stretches:
        return _step(row, 0, last, tables)
    takes = {"next": _forward, "else": _else, "prevention": _prevention_about}
    if offer in takes:
        return takes[offer](state, tables)
    if offer == "doctor":
        return _advice("doctor", Findings(), Assessment(None, ()), tables)
    row = "narrow" if offer == "narrow" else "which"
    return Answer("meta", row, about=last.about if last else "", offer=offer or "ask")


def _no(_state: State, _tables: Tables) -> Answer:
    return Answer("stop", "no")


def _forward(state: State, tables: Tables) -> Answer:
    return _move(state, 1, tables)


def _back(state: State, tables: Tables) -> Answer:
    return _move(state, -1, tables)


def _move(state: State, by: int, tables: Tables) -> Answer:
    """The next or previous step of the stretch that is being told; the ends stay where they are."""
    last = state.answer
    table, _, row = last.about.partition("/") if last else ("", "", "")
    if last is None or table != "stretches" or row not in tables.stretches:
        return Answer("meta", "no_steps", about=last.about if last else "", offer="ask")
    return _step(row, last.step + by, last, tables)


def _step(row: str, step: int, last: Answer | None, tables: Tables) -> Answer:
    final = tables.stretches[row].steps - 1
    step = min(max(step, 0), final)
    return Answer(
        "stretch",
        row,
        about=f"stretches/{row}",
        step=step,
        offer="next" if step < final else "prevention",
        causes=last.causes if last else (),
    )


_METAS: dict[str, _Respond] = {
    "meta.stop": _stop,
    "meta.help": _help,
    "meta.repeat": _repeat,
    "meta.start_over": _start_over,
    "meta.privacy": _meta("privacy"),
    "meta.disclaimer": _meta("disclaimer"),
    "meta.human": _meta("human"),
    "meta.sources": _meta("sources"),
    "meta.rephrase": _meta("rephrase"),
    "meta.else": _else,
    "meta.more": _meta("more"),
    "meta.next": _forward,
    "meta.previous": _back,
    "meta.yes": _yes,
    "meta.no": _no,
}
