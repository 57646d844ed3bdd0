"""The build: fresh files, and complaints that name the file and the line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from workbench import checks
from workbench.build import load_content, outputs, stale
from workbench.content import CONTENT, ContentError, read
from workbench.patterns import expand
from workbench.screens import document_problems


def test_what_is_committed_is_what_the_build_writes() -> None:
    assert stale(outputs(load_content())) == []


@pytest.fixture(scope="module")
def content_in_short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the content with one example of each class, as many would take long to read again and again."""
    copy = Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("short") / "content"))
    for path in (copy / "en" / "examples").glob("*.yaml"):
        lines = path.read_text("utf-8").splitlines()
        pairs = zip(["", *lines], lines, strict=False)
        first = [line for before, line in pairs if not (before.startswith("  - ") and line.startswith("  - "))]
        path.write_text("\n".join(first) + "\n", "utf-8")
    return copy


@pytest.fixture
def folder(content_in_short: Path, tmp_path: Path) -> Path:
    """A copy of the content to spoil."""
    return Path(shutil.copytree(content_in_short, tmp_path / "content"))


SPOILED = [
    ("causes.yaml", r"prior: \d", "prior: 9", "prior"),
    ("causes.yaml", r"id: dvt", "id: dtv", "has no words"),
    ("causes.yaml", r"sources: \[seed, ", "sources: [nowhere, ", "no source 'nowhere'"),
    ("causes.yaml", r"activity\.sitting: ", "activity.siting: ", "no words for the finding"),
    ("causes.yaml", r"grade: C", "grade: Z", "grade"),
    ("causes.yaml", r"kind: trigger", "kin: trigger", "kin"),
    ("red_flags.yaml", r"level: emergency", "level: sometime", "level"),
    (
        "en/causes.yaml",
        r"  explain: ",
        "  explain: One two three four five six seven eight nine ten eleven twelve ",
        "words, 20 at most",
    ),
    ("en/causes.yaml", r"  do: .*", "  do: Take two tablets.", "names a dose"),
    ("en/causes.yaml", r"  do: .*", "  do: Stop taking your statin.", "tells to"),
    ("en/causes.yaml", r"  do: .*", "  do: Drink some tonic water.", "recommends quinine"),
    ("en/causes.yaml", r"  do: .*", "  do: Press (gently) here.", "nobody can say"),
    ("en/causes.yaml", r"  do: .*", "  do: Ask your {dokter}.", "no term 'dokter'"),
    (
        "en/causes.yaml",
        r"  evidence: .*",
        "  evidence: Epidemiological investigations demonstrate considerable heterogeneity regarding musculoskeletal "
        "symptomatology in heterogeneous multinational populations internationally.",
        "reads at grade",
    ),
    ("en/advice/facts.yaml", r"magnesium:", "magnesum:", "has no row"),
    ("en/lexicon/when.yaml", r"say: at night", "sey: at night", "sey"),
    ("locales/en-GB.yaml", r"emergency: ", "emergancy: ", "emergency"),
    ("screen/document.yaml", r"type: ScrollView", "type: Scroller", "no component or layout 'Scroller'"),
    ("screen/choices.yaml", r"meta\.repeat", "meta.repeet", "no words for the finding"),
    ("screen/choices.yaml", r"night:", "nite:", "no label for 'nite'"),
    ("screen/choices.yaml", r"night:.*\n", "", "'night' means nothing"),
    ("en/phrases.yaml", r"no: No, thanks", "no: No, thank you very much indeed", "more than 24 characters"),
    ("en/phrases.yaml", r"touch: Next step", "touch: On to the very next step now", "more than 24 characters"),
    (
        "en/advice/facts.yaml",
        r"headline: .*",
        "headline: Notwithstanding international recommendations, controversies remain",
        "64 characters at most",
    ),
    ("implies.yaml", r"activity\.running: ", "activity.ruining: ", "no words for the finding"),
]


@pytest.mark.parametrize(("name", "old", "new", "complaint"), SPOILED)
def test_spoiled_content_is_refused_by_file_and_line(
    folder: Path, name: str, old: str, new: str, complaint: str
) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    spoiled, count = re.subn(old, new, text, count=1)
    assert count == 1
    line = next(
        number
        for number, (a, b) in enumerate(zip(text.splitlines(), spoiled.splitlines(), strict=False), start=1)
        if a != b
    )
    path.write_text(spoiled, "utf-8")
    with pytest.raises(ContentError) as error:
        load_content(folder)
    named = [problem for problem in error.value.problems if complaint in str(problem)]
    assert named, str(error.value)
    same_file = [problem for problem in named if problem.path == path]
    if same_file:
        assert any(abs(problem.line - line) <= 12 for problem in same_file)


SPOILED_SCREENS = [
    (r'version: "1.4"', 'version: "2024.3"', "not of APL 1.4"),
    (r"theme: dark", "theme: dark\nimport: [{name: alexa-layouts}]", "nothing is imported"),
    (r"source: more", "source: https://example.com/a.png", "have to fetch it"),
    (r'color: "@ink"', 'color: "@pink"', "no resource 'pink'"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), SPOILED_SCREENS)
def test_a_screen_that_not_every_device_draws_is_refused(folder: Path, old: str, new: str, complaint: str) -> None:
    path = folder / "screen" / "document.yaml"
    assert list(document_problems(read(path))) == []
    spoiled, count = re.subn(old, new, path.read_text("utf-8"), count=1)
    assert count == 1
    path.write_text(spoiled, "utf-8")
    assert any(complaint in problem.message for problem in document_problems(read(path)))


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2", ""])
def test_broken_yaml_is_refused(folder: Path, text: str) -> None:
    (folder / "causes.yaml").write_text(text, "utf-8")
    with pytest.raises(ContentError, match=r"causes\.yaml:\d+: "):
        load_content(folder)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "sources.yaml").unlink()
    with pytest.raises(ContentError, match=r"sources\.yaml"):
        load_content(folder)


def test_patterns_expand() -> None:
    assert expand("a (b|c d) [e]") == [("a", "b"), ("a", "b", "e"), ("a", "c", "d"), ("a", "c", "d", "e")]
    assert expand("<leg> ~ =calf") == [("<leg>", "~", "=calf")]


@pytest.mark.parametrize("pattern", ["", "(a", "a)", "[a]", "~ a", "a ~", "a ? b", "<leg"])
def test_patterns_that_are_not_well_formed(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        expand(pattern)


@pytest.mark.parametrize(
    "fine",
    [
        "Don't stop a medicine on your own.",
        "Never take quinine for cramps.",
        "Ask your doctor before you change your pills.",
        "Stop if it hurts.",
    ],
)
def test_what_may_be_said(fine: str) -> None:
    assert list(checks.complaints("do", fine)) == []
