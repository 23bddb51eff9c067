"""`bangban keys`: which keys there are and what they seal; a new one; sealing anew; taking an old one away."""

import msgspec
import typer

from bot.cli.opened import AsJson, DataFolder, Opened, SettingsFile, opened
from bot.cli.progress import progress_bar
from bot.cli.setting import complaints, fail
from bot.people.sealing import readable_by_others, write_keyring
from bot.pipeline.reseal import reseal as seal_anew
from bot.pipeline.reseal import sealed_with
from bot.store.database import StoreError
from bot.store.migrate import check_keys, is_current
from bot.store.served import served_since_before

keys = typer.Typer(
    help="The keys that names, numbers and words are sealed with.", invoke_without_command=True, rich_markup_mode=None
)


@keys.callback()
def by_itself(context: typer.Context) -> None:
    """The keys that names, numbers and words are sealed with."""
    if context.invoked_subcommand is None:
        show()


@keys.command("show")
def show(data: DataFolder = None, settings: SettingsFile = None, json: AsJson = False) -> None:
    """Which keys there are, which is current, and how many values each has sealed."""
    with opened(settings, data) as found:
        counts, ring, file = _counts(found), found.sealer.ring, found.settings.keys_file
        open_to_others = readable_by_others(file)
        if json:
            told = {
                "file": str(file), "current": ring.current, "readable_by_others": open_to_others,
                "values": {str(number): counts.get(number, 0) for number in sorted({*ring.keys, *counts})},
            }  # fmt: skip
            typer.echo(msgspec.json.encode(told).decode())
        else:
            typer.echo(f"{file}:")
            for number in sorted({*ring.keys, *counts}):
                mark = "current" if number == ring.current else "older" if number in ring.keys else "MISSING"
                typer.echo(f"  key {number:3}  {mark:7}  {counts.get(number, 0)} values")
        if open_to_others:
            complaints.print(f"Others on this machine can read {file}: chmod 600 {file}", style="bold yellow")


@keys.command("rotate")
def rotate(data: DataFolder = None, settings: SettingsFile = None) -> None:
    """Make a new key for what is sealed from now on."""
    with opened(settings, data) as found:
        _ready(found)
        ring, file = found.sealer.ring.rotated(), found.settings.keys_file
        write_keyring(file, ring)
        typer.echo(f"Key {ring.current} is current now, in {file}. Keep a new copy of that file, and give it to every")
        typer.echo("machine that serves; then restart what serves, and run `bangban keys reseal`.")


@keys.command("reseal")
def reseal(data: DataFolder = None, settings: SettingsFile = None, json: AsJson = False) -> None:
    """Seal with the current key whatever is sealed with older ones, also while serving."""
    with opened(settings, data) as found:
        _ready(found)
        with progress_bar() as progress:
            done = seal_anew(found.store, found.sealer, progress)
        left = sum(count for number, count in _counts(found).items() if number != found.sealer.ring.current)
        if json:
            typer.echo(msgspec.json.encode({**msgspec.to_builtins(done), "left": left}).decode())
        else:
            typer.echo(f"Sealed {done.rewritten} values with key {found.sealer.ring.current}; {left} are left.")
        if done.unopened:
            fail(f"{done.unopened} values do not open with these keys and were left as they are: look at a backup.", 1)
        if left and not json:
            typer.echo(
                "They were written meanwhile by a process that does not know the key: restart it, run this again."
            )


@keys.command("retire")
def retire(number: int, data: DataFolder = None, settings: SettingsFile = None) -> None:
    """Take key NUMBER away, once nothing is sealed with it."""
    with opened(settings, data) as found:
        _ready(found)
        ring, file = found.sealer.ring, found.settings.keys_file
        if number not in ring.keys:
            fail(f"There is no key {number}; there are {', '.join(map(str, sorted(ring.keys)))}.")
        if number == ring.current:
            fail(f"Key {number} is the current one. Make a new one first: bangban keys rotate.")
        if served_since_before(found.store, file.stat().st_mtime):
            raise StoreError(f"a process serves that began before the newest key and may use key {number}: restart it")
        if count := _counts(found).get(number, 0):
            raise StoreError(f"{count} values are sealed with key {number}: run `bangban keys reseal` first")
        write_keyring(file, ring.without(number))
        typer.echo(
            f"Key {number} is gone from {file}. Backups made before the reseal need the file as it was until now."
        )


def _counts(found: Opened) -> dict[int, int]:
    with progress_bar() as progress:
        return sealed_with(found.store, progress)


def _ready(found: Opened) -> None:
    if not is_current(found.store):
        raise StoreError("the database has an older schema: run `bangban migrate` first")
    check_keys(found.store, found.sealer)
