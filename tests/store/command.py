"""The command line, as somebody types it."""

from typer.testing import CliRunner

from bot.cli.main import app


def run(*words: object) -> tuple[int, str, str]:
    """`bangban WORDS…`: the status, what it printed, what it complained of."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr
