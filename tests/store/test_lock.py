"""One process a file, and a lock that no crash leaves behind."""

import signal
import subprocess
import sys
from pathlib import Path

from bot.store.lock import Lock

HOLDS = """
import sys
from pathlib import Path
from bot.store.lock import Lock
print(Lock(Path(sys.argv[1])).acquire(), flush=True)
sys.stdin.read()
"""


def test_only_one_has_it(tmp_path: Path) -> None:
    one, other = Lock(tmp_path / "a.sqlite3"), Lock(tmp_path / "a.sqlite3")
    assert one.acquire() and one.acquire()
    assert not other.acquire()
    assert Lock(tmp_path / "b.sqlite3").acquire()
    one.release()
    one.release()
    assert other.acquire()


def test_it_lies_beside_the_file_and_does_not_touch_it(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "a.sqlite3")
    assert lock.acquire()
    assert [path.name for path in tmp_path.iterdir()] == ["a.sqlite3.lock"]


def test_another_process_has_it_until_it_dies(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        assert not Lock(file).acquire()
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert Lock(file).acquire()
