"""The floor that the batch is measured against: a loop over the openai client, and nothing else.

    python -m tests.bench.bare TABLE.csv FIXED.json IN_FLIGHT

FIXED holds, for each rubric, the system message and the schema that ours sends. The model and the
endpoint are the environment's. No reply is looked at or kept.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import openai


async def loop(rows: list[dict[str, str]], fixed: dict[str, Any], in_flight: int) -> None:
    gate = asyncio.Semaphore(in_flight)

    async def one(row: dict[str, str]) -> None:
        by = fixed[row["rubric"]]
        async with gate:
            await client.chat.completions.create(
                model=os.environ["GRADER_MODEL"],
                messages=[
                    {"role": "system", "content": by["system"]},
                    {"role": "user", "content": row["answer"]},
                ],
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": "judgment", "strict": True, "schema": by["schema"]},
                },
            )

    async with openai.AsyncOpenAI() as client:
        await asyncio.gather(*(one(row) for row in rows))


def main(table: str, fixed: str, in_flight: str) -> None:
    with open(table, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    asyncio.run(loop(rows, json.loads(Path(fixed).read_text("utf-8")), int(in_flight)))


if __name__ == "__main__":
    main(*sys.argv[1:])
