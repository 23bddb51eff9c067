"""Reading a posted form, and giving each sending its own name.

A person with a tremor presses a button twice; a bad line makes a browser send again. The page carries a one-time token,
and what is sent is taken in under the token together with its content: the same thing twice is taken once, while
something else from the same old page (after the Back key) is not lost.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

_TOKEN = re.compile(r"[0-9a-f]{16,32}")


def new_token() -> str:
    """A token for one page: 128 random bits."""
    return secrets.token_hex(16)


async def read_form(request: Request) -> FormData:
    """The fields of a form, whatever bytes they hold; nothing at all if it cannot be read as one."""
    try:
        return await request.form(max_files=0, max_fields=100)
    except Exception:  # a malformed body is an empty one: the page says what is missing
        return FormData()


class _InMemory(MultiPartParser):
    """What is uploaded stays in memory: in a temporary file it would lie on the disk unsealed."""

    spool_max_size = 1 << 30


async def read_upload(request: Request, name: str) -> tuple[FormData, bytes]:
    """The fields of a form with one file, and the bytes of the file; nothing at all if it cannot be read as one."""
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=10).parse()
        file = form.get(name)
        data = await file.read() if isinstance(file, UploadFile) else b""
        await form.close()
    except Exception:  # as in read_form
        return FormData(), b""
    return form, data


def field(form: FormData, name: str) -> str:
    """A field as text; "" if it is missing, or a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def fields(form: FormData, name: str) -> list[str]:
    """Every value of a field."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def number(text: str, most: int = 2**31) -> int | None:
    """A whole number as our own pages write it; None for anything else."""
    return int(text) if re.fullmatch(r"\d{1,10}", text, re.ASCII) and int(text) <= most else None


def external_id(address: str, token: str, content: Iterable[object]) -> str:
    """The name of one sending. Without a proper token there is nothing to tell a repeat by, so it is a new one."""
    if not _TOKEN.fullmatch(token):
        token = new_token()
    digest = hashlib.sha256("\0".join(map(str, content)).encode("utf-8", "replace")).hexdigest()
    return f"{address}:{token}:{digest[:16]}"


def wants_json(request: Request) -> bool:
    """Whether our script asks, and not the browser itself."""
    return "application/json" in request.headers.get("accept", "")
