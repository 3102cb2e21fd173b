"""The service's log: one JSON object a line, with no word of an answer and no secret."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TextIO

from grader.service.caller import Caller

_log = logging.getLogger("grader.web.request")


class JsonLines(logging.Formatter):
    """A record as JSON: time (UTC), level, logger, message, and the fields handed in by `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to(stream: TextIO, level: str) -> None:
    """Have all that grader logs from `level` up written to a stream as JSON lines.

    DBOS, which does its batches, logs its errors there too; without a handler it would set up its
    own.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("grader")
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    root.propagate = False
    jobs = logging.getLogger("dbos")
    jobs.handlers[:] = [handler]
    jobs.propagate = False


def log_request(
    request: str, caller: Caller | None, method: str, route: str, status: int, seconds: float
) -> None:
    """Log an answered request by its id and the pattern of its route, since paths hold ids."""
    if _log.isEnabledFor(logging.INFO):
        fields = {
            "request": request,
            "tenant": caller.tenant if caller else None,
            "key": caller.key if caller else None,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        _log.info("request", extra={"fields": fields})
