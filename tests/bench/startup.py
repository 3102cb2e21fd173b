"""Start-up: how long the command line takes, as multiples of a bare interpreter in the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ANSWER = "Start with a prompt. Facts go to retrieval. Format goes to SFT with LoRA, taste to DPO."


def seconds(argv: list[str], runs: int = 15) -> float:
    """Median wall seconds of a whole process."""
    taken = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(argv, input=ANSWER.encode(), stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> None:
    grader = str(Path(sys.executable).with_name("grader"))
    floor = seconds([sys.executable, "-c", "pass"])
    commands = {
        "grader --help": ([grader, "--help"], 13),
        "grader grade --judge keyword": (
            [grader, "grade", "--rubric", "fine-tuning-modes", "--judge", "keyword", "-"],
            25,
        ),
    }
    print("| command | median | times `python -c pass` | aim |")
    print("|---|---|---|---|")
    print(f"| python -c pass | {floor * 1000:.0f} ms | 1 | |")
    for name, (argv, aim) in commands.items():
        took = seconds(argv)
        print(f"| {name} | {took * 1000:.0f} ms | {took / floor:.1f} | under {aim} |")


if __name__ == "__main__":
    main()
