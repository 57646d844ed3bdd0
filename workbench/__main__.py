"""The commands behind ``./dev``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from leg_cramps.language.words import LOCALES


class _Parser(argparse.ArgumentParser):
    """Wrong use is answered in one line."""

    def error(self, message: str) -> NoReturn:
        """Says what is wrong and where to look, on stderr; exit code 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _port(text: str) -> int:
    """A port; 0 is any that is free. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdecimal() and int(text) < 65536):
        raise argparse.ArgumentTypeError("a port is a number up to 65535")
    return int(text)


def _count(text: str) -> int:
    """A number of things, at least ten; what argparse makes of any other error is one line."""
    number = int(text)
    if number < 10:
        raise argparse.ArgumentTypeError("at least 10")
    return number


def main(arguments: Sequence[str]) -> int:
    """Runs a command and returns its exit code."""
    parser = _Parser(prog="./dev", description="Leg Cramp Helper at the desk.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="ask a question, or talk without one")
    ask.add_argument("question", nargs="*", help='such as "why do my legs cramp at night"')
    ask.add_argument("--batch", type=Path, metavar="FILE", help="a question a line in, JSON a line out")
    ask.add_argument("--open", action="store_true", help="open the skill first, then ask")
    ask.add_argument("--locale", choices=LOCALES, default=LOCALES[0])
    ask.add_argument("--json", action="store_true", help="show the request and the response")
    explain = commands.add_parser("explain", help="what is understood of a sentence, and what follows from it")
    explain.add_argument("sentence", nargs="+", help='such as "my calf is swollen since the flight"')
    explain.add_argument("--json", action="store_true", help="the same as JSON")
    build = commands.add_parser("build", help="check the content and write what is made of it")
    build.add_argument("--check", action="store_true", help="write nothing; fail if files are stale")
    console = commands.add_parser("console", help="talk to the skill in a browser, and see all that goes on")
    console.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    console.add_argument("--port", type=_port, default=8000, help="the port to listen on (%(default)s)")
    coverage = commands.add_parser("coverage", help="which intents questions reach, and what falls to fallback")
    coverage.add_argument("files", nargs="+", type=Path, metavar="QUESTIONS", help="a question or JSON object a line")
    coverage.add_argument("--locale", choices=LOCALES, default=LOCALES[0])
    commands.add_parser("train", help="train the classifiers on the examples")
    score = commands.add_parser("score", help="score the answers to labelled questions")
    score.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a JSON object a line")
    score.add_argument("--part", choices=("tuning", "validation"), help="only this part of them")
    score.add_argument("--mode", choices=("opened", "one-shot"), help="only with the skill opened first, or only not")
    score.add_argument("--fail-under", type=Path, metavar="FLOORS", help="fail if a share is under that file's floor")
    serve = commands.add_parser("serve", help="serve the skill to Alexa over HTTP")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    serve.add_argument("--port", type=_port, default=8080, help="the port to listen on (%(default)s)")
    load = commands.add_parser("load", help="measure the web service under load")
    load.add_argument("--soak", type=_count, metavar="N", help="send N requests and watch the memory instead")
    test = commands.add_parser("test", help="run the tests")
    test.add_argument("--browser", action="store_true", help="those in a real browser instead; comes first")
    test.add_argument("options", nargs=argparse.REMAINDER, help="passed on to pytest")
    options = parser.parse_args(arguments)
    if options.command == "ask":
        from workbench.ask import run_ask  # each command loads only what it needs

        if options.batch and options.question:
            parser.error("--batch takes its questions from the file: leave the question out")
        return run_ask(options)
    if options.command == "explain":
        from workbench.explain import run_explain

        return run_explain(options)
    if options.command == "build":
        from workbench.build import run_build

        return run_build(check=options.check)
    if options.command == "train":
        from workbench.train import run_train

        return run_train()
    if options.command == "console":
        from workbench.console.server import run_console

        return run_console(options.host, options.port)
    if options.command == "coverage":
        from workbench.coverage import run_coverage

        return run_coverage(options)
    if options.command == "score":
        from workbench.score import run_score

        return run_score(options)
    if options.command == "serve":
        from service.serve import run_serve

        run_serve(options.host, options.port)
    if options.command == "load":
        from workbench.load import run_load

        return run_load(options.soak)
    import pytest

    if options.browser:
        from workbench.browser import chromium

        if not chromium():
            print("dev test --browser: no Chromium found; on Debian: apt-get install chromium", file=sys.stderr)
            return 1
        return int(pytest.main(options.options or ["tests/browser"]))
    return int(pytest.main(options.options))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
