"""The content in the repository may go live, and saying so takes less than two seconds."""

import resource
import subprocess
import sys

from bot.content.check import prove
from bot.content.load import Loaded
from tests.conftest import ROOT


def test_the_content_has_no_errors(loaded: Loaded) -> None:
    assert [str(problem) for problem in prove(loaded).problems if problem.severity == "error"] == []


def test_every_prompt_was_measured_and_nearly_all_fit_in_one_sms(loaded: Loaded) -> None:
    figures = prove(loaded).figures
    assert figures.prompts >= len(loaded.content.questions)
    assert figures.ratio >= 80


def test_checking_twice_says_the_same(loaded: Loaded) -> None:
    assert prove(loaded).problems == prove(loaded).problems


def test_an_author_does_not_wait_for_it() -> None:
    """Measured in processor time: what else the machine is doing is not the checker's fault."""
    command = [sys.executable, "-c", "from bot.cli.main import app; app()", "check"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 errors" in done.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2.0
