# `make` alone lists what there is. Needs Python 3.11 or newer; everything else is installed into .venv.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 3978
PLAYGROUND_PORT ?= 56150
UV := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help install run chat test thorough worked fuzz check schema bench accuracy install-e2e e2e constraints clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/.installed  ## put the pinned versions of everything and the command transfer-bot into .venv

run: install  ## start the bot and, where Node 18+ is present, a Teams-like chat in the browser to try it in
	@PORT=$(PORT) PLAYGROUND_PORT=$(PLAYGROUND_PORT) $(BIN)/python deploy/run_with_playground.py

chat: install  ## talk to the bot in this terminal
	@$(BIN)/transfer-bot chat

test: install  ## style, types, import rules and the default tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q -n auto

thorough: worked  ## that, and the default tests' properties on ten times as many random cases
	THOROUGH=1 $(BIN)/pytest -q -n auto -m "hypothesis and not thorough and not e2e and not postgres"

worked: install  ## every worked case, of which the default tests try a part
	THOROUGH=1 $(BIN)/pytest -q -n auto -m thorough

fuzz: install  ## send 100,000 messages of any kind through whole turns and report the slowest reply
	FUZZ=$${FUZZ:-100000} $(BIN)/pytest -q -n auto -s tests/bot/test_any_message.py

check: install  ## check every council's pack against its policy
	@$(BIN)/transfer-bot pack check

accuracy: install  ## measure how often the bot is right on practitioners' messages
	@$(BIN)/python -m tests.cases.accuracy

schema: install  ## write the JSON Schemas that editors check packs against
	@$(BIN)/python -m knowledge.pack_schema

bench: $(VENV)/.installed-bench  ## measure what a message costs, and the search beside what could be used instead
	@$(BIN)/python -m deploy.bench

install-e2e: $(VENV)/.installed-e2e  ## add what the tests of the whole bot need to .venv

e2e: install-e2e  ## run what `make test` leaves out; needs Node 18+, Chromium and PostgreSQL
	$(BIN)/pytest -q -m "e2e or postgres"

constraints:  ## look up new versions and pin them, with hashes, for every Python and system
	$(BIN)/pip install --quiet $(UV)
	$(PIN) pyproject.toml --extra test --group build --output-file deploy/constraints.txt
	$(PIN) --group e2e --constraints deploy/constraints.txt --output-file deploy/constraints-e2e.txt
	$(PIN) --group bench --constraints deploy/constraints.txt --output-file deploy/constraints-bench.txt

PIN := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make constraints"

clean:  ## remove what was installed and built; the bot's own data stays
	rm -rf $(VENV) .playground build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# A change of pins starts a fresh environment, so that nothing is left in it that the pins do not name.
$(VENV)/.pinned: deploy/constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks the modules venv and ensurepip. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/constraints.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.pinned pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-e2e: $(VENV)/.installed deploy/constraints-e2e.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/constraints-e2e.txt
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed deploy/constraints-bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/constraints-bench.txt
	@touch $@
