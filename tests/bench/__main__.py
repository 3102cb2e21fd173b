"""All figures that the README gives, in one run: `make bench`."""

from __future__ import annotations

from tests.bench import agreement, batch, fleet, keyword, llm, service, startup
from tests.bench.labelled import CORPUS, OWN, labelled_answers


def main() -> None:
    if CORPUS.exists():
        agreement.report("the shared corpus", labelled_answers(CORPUS), "keyword")
    else:
        print(f"{CORPUS.name} of the shared corpus is not there, so not measured\n")
    own = labelled_answers(OWN)
    for name in ("seen", "unseen"):
        rows = [row for row in own if row["set"] == name]
        agreement.report(f"fixtures/answers.jsonl, the {name} set", rows, "keyword")
    agreement.report("fixtures/answers.jsonl, where a reply is recorded", own, "replay")
    startup.main()
    print()
    keyword.main()
    llm.main()
    batch.main()
    service.main()
    service.llm()
    fleet.main()


if __name__ == "__main__":
    main()
