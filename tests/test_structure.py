"""The house keeps its order: imports run one way, and the Lambda carries only what it needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.support import ROOT

PACKAGE = ROOT / "lambda" / "leg_cramps"
MAY_IMPORT = {
    "findings": set(),
    "data": set(),
    "knowledge": {"findings", "data"},
    "language": {"findings", "data"},
    "conversation": {"findings", "knowledge", "language"},
    "alexa": {"findings", "data", "knowledge", "language", "conversation"},
}
# A fresh process, with the SDK; three times what it takes on a slow machine.
IMPORT_SECONDS = 3.0


def imports(path: Path) -> set[str]:
    """The modules that a file imports, by their full name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_imports_run_one_way() -> None:
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for module in imports(path):
            if module.startswith("leg_cramps."):
                other = module.split(".")[1]
                assert other == room or other in MAY_IMPORT[room], f"{path} imports {module}"


def test_the_service_knows_the_skill_by_its_front_door() -> None:
    """Of the skill it imports the adapter alone, nothing of the workbench; flask-ask-sdk comes by one module."""
    for path in (ROOT / "service").rglob("*.py"):
        for module in imports(path):
            room = module.split(".")[0]
            assert room not in ("workbench", "tests", "lambda_function"), f"{path} imports {module}"
            assert room != "leg_cramps" or module.startswith("leg_cramps.alexa."), f"{path} imports {module}"
            sdk = room in ("flask_ask_sdk", "ask_sdk_webservice_support")
            assert not sdk or path.name == "sdk.py", f"{path} imports {module}"


def test_the_skill_knows_nothing_of_the_service() -> None:
    for path in (ROOT / "lambda").rglob("*.py"):
        assert not {module for module in imports(path) if module.split(".")[0] == "service"}, path


def test_only_the_adapter_knows_the_sdk() -> None:
    for path in (ROOT / "lambda").rglob("*.py"):
        outside = {m.split(".")[0] for m in imports(path)} - set(sys.stdlib_module_names) - {"leg_cramps"}
        allowed = {"ask_sdk_core", "ask_sdk_model"} if "alexa" in path.parts else set()
        assert outside <= allowed, f"{path} imports {outside - allowed}"


def test_no_business_text_in_python() -> None:
    """A sentence in a string of the skill's code belongs into the content."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                words = node.value.split()
                internal = "request is of no type" in node.value or node.value == "a turn without an answer"
                assert len(words) < 5 or internal, f"{path}:{node.lineno}: {node.value!r}"


def test_what_the_lambda_loads_and_how_long_it_takes() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import lambda_function;"
        "took = time.perf_counter() - start;"
        "print(took); print('requests' in sys.modules, 'boto3' in sys.modules, 'yaml' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "lambda", capture_output=True, text=True, check=True)
    took, loaded = run.stdout.splitlines()
    assert float(took) < IMPORT_SECONDS
    assert loaded == "False False False"


def test_requirements_of_the_lambda() -> None:
    lines = (ROOT / "lambda" / "requirements.txt").read_text("utf-8").split()
    assert [line.split("==")[0] for line in lines] == ["ask-sdk-core"]


def test_requirements_of_the_service_are_the_tested_ones() -> None:
    wanted = (ROOT / "service" / "requirements.txt").read_text("utf-8").splitlines()
    tested = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert {line for line in wanted if line[:1] != "#"} <= set(tested)
