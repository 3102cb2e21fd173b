"""Replies in a folder: one readable JSON file each, for fixtures under version control.

`origin.json` in the folder says where its replies come from, and each file repeats it:

    {"origin": "recorded from ... by ...", "endpoint": "https://...", "model": "..."}

`origin` is required. Where `endpoint` or `model` is given, a reply from elsewhere is not taken in,
so that no file tells an untruth. Further fields are for whoever reads the folder.
"""

from __future__ import annotations

import asyncio
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.core.kept import KeptReply
from grader.errors import StoreError
from grader.usage import Usage

ORIGIN = "origin.json"
NAME = 16
"""Characters of the digest that name a file."""


class FolderReplies:
    """The ReplyStore in a folder. Files are written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def get(self, digest: str) -> KeptReply | None:
        """The reply kept under a digest. Raises StoreError that names the file if it is wrong."""
        return await asyncio.to_thread(self._get, digest)

    async def put(self, digest: str, request: Mapping[str, Any], reply: KeptReply) -> None:
        """Write a reply in place of any before; on disk when this returns. Raises StoreError."""
        await asyncio.to_thread(self._put, digest, request, reply)

    async def delete(self, digests: Sequence[str]) -> None:
        """Remove the files of these replies. Raises StoreError."""
        for digest in digests:
            try:
                await asyncio.to_thread(self._path(digest).unlink, missing_ok=True)
            except OSError as error:
                message = f"{self._path(digest)} cannot be removed: {error.strerror}"
                raise StoreError(message, "Check the folder's permissions") from None

    async def aclose(self) -> None:
        """Nothing is held open."""

    def origin(self) -> dict[str, Any]:
        """What `origin.json` says. Raises StoreError when it is missing or does not say it."""
        path = self._folder / ORIGIN
        says = _read(path)
        if says is None:
            raise StoreError(
                f"{path} is missing",
                'Write it before recording: {"origin": "where the replies come from"}',
            )
        if not isinstance(says.get("origin"), str) or not says["origin"].strip():
            raise StoreError(
                f"{path}: origin: a text is required", "Say where the replies come from"
            )
        return says

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest[:NAME]}.json"

    def _get(self, digest: str) -> KeptReply | None:
        path = self._path(digest)
        entry = _read(path)
        if entry is None:
            return None
        try:
            return _reply(entry, digest)
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"{path} is not a kept reply: {error}", "Mend it, or delete it and record it again"
            ) from error

    def _put(self, digest: str, request: Mapping[str, Any], reply: KeptReply) -> None:
        origin = self.origin()
        for field in ("endpoint", "model"):
            if origin.get(field, request[field]) != request[field]:
                raise StoreError(
                    f"{self._folder / ORIGIN}: {field} is {origin[field]}, "
                    f"but this reply is from {request[field]}",
                    "Record into another folder, or correct origin.json",
                )
        _write(self._path(digest), _entry(digest, origin["origin"], request, reply))


def _entry(
    digest: str, origin: str, request: Mapping[str, Any], reply: KeptReply
) -> dict[str, Any]:
    """A file's content, in the order in which people read it."""
    said: dict[str, Any] = {
        "model": reply.model,
        "usage": {
            "input_tokens": reply.usage.input_tokens,
            "output_tokens": reply.usage.output_tokens,
            "calls": reply.usage.calls,
            "cost_usd": reply.usage.cost_usd,
        },
    }
    content = _parsed(reply.text)
    if content is not None:
        said["content"] = content
    said["text"] = reply.text
    return {
        "digest": digest,
        "origin": origin,
        "recorded_at": reply.recorded_at,
        "request": {
            "endpoint": request["endpoint"],
            "model": request["model"],
            "structured": request["structured"],
            "sample": request["sample"],
            "parameters": dict(sorted(request["parameters"].items())),
            "schema": request["schema"],
            "messages": [
                {"role": message["role"], "lines": message["content"].split("\n")}
                for message in request["messages"]
            ],
        },
        "reply": said,
    }


def _reply(entry: Mapping[str, Any], digest: str) -> KeptReply:
    """The reply in a file. Raises KeyError, TypeError and ValueError, which say what is wrong."""
    if entry["digest"] != digest:
        raise ValueError(f"digest: it is that of another request than {digest[:NAME]}")
    said = entry["reply"]
    text, model = said["text"], said["model"]
    recorded_at = entry["recorded_at"]
    if not all(isinstance(value, str) for value in (text, model, recorded_at)):
        raise TypeError("text, model and recorded_at must be texts")
    if said.get("content") != _parsed(text):
        raise ValueError("content is not what text says; text is what counts")
    usage = said["usage"]
    cost = usage["cost_usd"]
    return KeptReply(
        text=text,
        model=model,
        usage=Usage(
            input_tokens=int(usage["input_tokens"]),
            output_tokens=int(usage["output_tokens"]),
            calls=int(usage["calls"]),
            cost_usd=None if cost is None else float(cost),
        ),
        recorded_at=recorded_at,
    )


def _parsed(text: str) -> Any:
    """Text as JSON, where that is an object or a list which JSON can hold again; else None."""
    try:
        content = json.loads(text)
        json.dumps([[content]], indent=2, allow_nan=False)  # As deep as it lies in the file.
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict | list) else None


def _read(path: Path) -> dict[str, Any] | None:
    """The object in a file, None when there is no file. Raises StoreError."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(
            f"{path} cannot be read: {error}", "Mend it, or delete it and record it again"
        ) from error
    if not isinstance(content, dict):
        raise StoreError(f"{path} is not a JSON object", "Mend it, or delete it and record again")
    return content


def _write(path: Path, entry: Mapping[str, Any]) -> None:
    """Write beside the file, then put that in its place, so that no reader meets half of it."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with beside.open("xb") as file:
            file.write(_as_bytes(entry))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreError(
            f"{path} cannot be written: {error}", "Check the folder and disk"
        ) from error


def _as_bytes(entry: Mapping[str, Any]) -> bytes:
    # As json.loads reads bytes: lone surrogates come back, and two in a row stay two.
    text = json.dumps(entry, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "surrogatepass")


def _sync_folder(folder: Path) -> None:
    """Have the new name on disk too, where folders can be opened (Windows has no such thing)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
