"""What stands around the store: Redis, the channels, the content and the liaisons."""

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import redis

from bot.content.load import read_catalogues, read_version
from bot.content.source import ContentError, Problem, read_folder
from bot.liaisons.directory import DirectoryError, read_directory
from bot.settings import Settings, SettingsError
from webhooks.checks.finding import AUTHOR, PROVIDER, REDIS, Finding, ok, sentence, warning, wrong
from webhooks.house import read_channels

#: Seconds that Redis and a provider may take.
_PATIENCE = 3.0
#: A channel's settings that must be hard to guess, and characters below which they are not, or could be more so.
_SECRET, _SHORT, _SHORTISH = ("secret", "token", "key", "password"), 8, 16
_HERE = ("localhost", "127.0.0.1", "::1")


def check_redis(settings: Settings) -> Finding:
    """Redis, if it is set."""
    if not settings.redis:
        return ok("redis", "Not used: nothing needs it, other processes notice after half a second.")
    try:
        with redis.Redis.from_url(settings.redis, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE) as client:
            client.ping()
    except ValueError as error:
        return wrong("redis", sentence(error), 'write it as redis = "redis://HOST:6379/0"')
    except (redis.RedisError, OSError) as error:
        lost = f"Redis does not answer ({type(error).__name__}). Nothing is lost; other processes notice later."
        return warning("redis", lost, "start it, or take `redis` out of the settings", REDIS)
    return ok("redis", "Redis answers. Should it not, nothing is lost.")


def check_channels(settings: Settings) -> Iterator[Finding]:
    """Every channel that has settings."""
    if not settings.channels:
        yield ok("channels", "None is set up: people write on the chat page only.")
    for name, own in settings.channels.items():
        yield from _channel(settings, name, own)


def _channel(settings: Settings, name: str, own: Mapping[str, Any]) -> Iterator[Finding]:
    about = f"channel {name}"
    try:
        channel = read_channels(msgspec.structs.replace(settings, channels={name: dict(own)}))[name]
    except SettingsError as error:
        yield wrong(about, sentence(error), "correct it in the settings (docs/operations.md)")
        return
    troubles = [*_secrets(about, own)]
    if channel.outlet.pushed:
        troubles += _address(about, str(own.get("url", "")))
    yield from troubles or [ok(about, f"Its settings are valid{'; messages can go out' * channel.outlet.pushed}.")]


def _secrets(about: str, own: Mapping[str, Any]) -> Iterator[Finding]:
    for name in _SECRET:
        if isinstance(value := own.get(name), str) and len(value) < _SHORTISH:
            says = f"Its {name} has {len(value)} characters: whoever guesses it can write in anybody's name."
            state = wrong if len(value) < _SHORT else warning
            yield state(about, says, 'agree on a longer one: python3 -c "import secrets; print(secrets.token_hex(32))"')


def _address(about: str, url: str) -> Iterator[Finding]:
    """Whether somebody listens where messages are sent to; nothing is sent."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or {"https": 443, "http": 80}[parts.scheme]
        if not host:
            raise ValueError
    except (ValueError, KeyError):
        yield wrong(about, f"{url} is no address.", 'write it as url = "https://HOST/PATH"')
        return
    try:
        socket.create_connection((host, port), _PATIENCE).close()
    except OSError as error:
        says = f"{host}, port {port}, does not answer ({error.strerror or type(error).__name__}): messages wait."
        yield wrong(about, says, "is it up, and does our firewall let us there?", PROVIDER)
    if parts.scheme == "http" and host not in _HERE:
        yield warning(about, "Messages and numbers go out readable for everybody on the way.", 'use "https://…"')


def check_content(content: Path, locales: Path) -> Finding:
    """Content that runs."""
    if not content.is_dir():
        return wrong("content", f"There is no folder {content}.", "name it with --content")
    try:
        loaded = read_version(read_folder(content), read_catalogues(locales))
        errors: list[Problem] = [problem for problem in loaded.problems if problem.severity == "error"]
    except ContentError as error:
        errors = list(error.problems)
    except (OSError, UnicodeDecodeError) as error:
        return wrong("content", f"{content} cannot be read ({type(error).__name__}).", "name it with --content")
    if errors:
        first = sentence(str(errors[0]).splitlines()[0])
        return wrong("content", f"It cannot run, {len(errors)} errors. {first}", "bangban check", AUTHOR)
    return ok("content", f"{content} runs: version {loaded.content.hash}, {len(loaded.content.languages)} languages.")


def check_liaisons(file: Path | None, content: Path) -> Finding:
    """Who answers."""
    path = file or content / "samples" / "liaisons.csv"
    try:
        read_directory(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, DirectoryError) as error:
        return wrong("liaisons", f"{path} cannot be used: {sentence(error)}", "correct the file, or name another")
    if file is None:
        return warning("liaisons", "These are the invented ones of the demo.", "name yours: --liaisons FILE")
    return ok("liaisons", f"{path} can be used.")
