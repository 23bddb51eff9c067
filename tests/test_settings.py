"""Settings: a file, the environment over it, the command over both; and a plain word about what is wrong."""

from pathlib import Path

import msgspec
import pytest

from bot import settings as module
from bot.settings import Settings, SettingsError, read_settings

WHOLE = """
data = "kept"
store = "postgresql://bangban@db/bangban"
redis = "redis://cache:6379/0"
keys = "secret/keys.json"
lease = 5

[channels.simulated]
secret = "s"
rate = 2.5
"""


def written(folder: Path, text: str | bytes) -> Path:
    """A file of settings."""
    path = folder / "bangban.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_anything_everything_is_in_the_folder_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read_settings(environ={})
    assert found == Settings()
    assert found.folder == Path("data")
    assert found.store_url == "sqlite:///data/bangban.sqlite3"
    assert found.keys_file == Path("data/keys.json")
    assert not found.redis and not found.channels


def test_every_setting_is_read(tmp_path: Path) -> None:
    found = read_settings(written(tmp_path, WHOLE), environ={})
    assert found.store_url == "postgresql://bangban@db/bangban"
    assert (found.folder, found.keys_file) == (Path("kept"), Path("secret/keys.json"))
    assert (found.redis, found.lease) == ("redis://cache:6379/0", 5)
    assert found.channels == {"simulated": {"secret": "s", "rate": 2.5}}


def test_a_file_here_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, 'data = "here"')
    monkeypatch.chdir(tmp_path)
    assert read_settings(environ={}).data == "here"


@pytest.mark.parametrize("name", ["store", "redis", "keys", "data"])
def test_the_environment_stands_over_the_file(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, WHOLE)
    found = read_settings(path, environ={f"BANGBAN_{name.upper()}": "other"})
    assert getattr(found, name) == "other"
    untouched = read_settings(path, environ={f"BANGBAN_{name.upper()}": ""})
    assert untouched == read_settings(path, environ={}), "empty is as good as not there"


def test_the_command_stands_over_both(tmp_path: Path) -> None:
    found = read_settings(written(tmp_path, WHOLE), {"BANGBAN_DATA": "environment"}, Path("command"))
    assert found.data == "command"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('stor = "x"', "stor"),
        ("store = 5", "store"),
        ("lease = 0", "lease"),
        ("lease = 1000", "lease"),
        ('lease = "long"', "lease"),
        ("channels = 5", "channels"),
        ('channels = {simulated = "x"}', "channels"),
        ("store = ", "TOML"),
        (b"\xff\xfe", "TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as found:
        read_settings(written(tmp_path, text), environ={})
    assert "bangban.toml" in str(found.value)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="nowhere"):
        read_settings(tmp_path / "nowhere.toml", environ={})
    with pytest.raises(SettingsError, match="cannot read"):
        read_settings(tmp_path, environ={})


def test_an_error_does_not_repeat_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as found:
        read_settings(written(tmp_path, WHOLE.replace('"s"', '"hidden"') + "unknown = 1\n[more]\nx = 1"), environ={})
    assert "hidden" not in str(found.value)


def test_the_module_names_every_setting() -> None:
    assert module.__doc__ is not None
    for field in msgspec.structs.fields(Settings):
        if field.name != "channels":
            assert f"{field.name}" in module.__doc__.lower()
    assert "[channels." in module.__doc__
