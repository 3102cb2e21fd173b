"""All figures that the README gives, in one run: `make bench`."""

from __future__ import annotations

from tests.bench import agreement, keyword, llm, startup
from tests.bench.labelled import CORPUS, OWN


def main() -> None:
    for path in (CORPUS, OWN):
        if path.exists():
            agreement.report([path], "keyword")
        else:
            print(f"{path.name}: not there, so not measured")
    if CORPUS.exists():
        agreement.report([CORPUS], "replay")
    startup.main()
    print()
    keyword.main()
    llm.main()


if __name__ == "__main__":
    main()
