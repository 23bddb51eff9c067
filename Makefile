# Two commands do everything: `make demo` serves the assistant, `make test` checks all of it.
# Both set up what they need in .venv the first time; a second start takes seconds.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV   ?= .venv
BIN    := $(VENV)/bin
HOST   ?= 127.0.0.1
PORT   ?= 8000
RUN    := $(BIN)/bangban

.PHONY: help demo chat test check lint types imports unit browser translations bench crash clean setup

help:
	@echo "make demo          serve the assistant with sample liaisons on http://$(HOST):$(PORT)"
	@echo "make chat          talk to it in this terminal (make chat ARGS='--channel sms')"
	@echo "make test          everything that CI runs"
	@echo "make check         prove the content"
	@echo "make translations  collect new sentences, update and compile the catalogues"
	@echo "make bench         measure (make bench ARGS='turns --rounds 5')"
	@echo "make crash         two thousand times kill -9, ten thousand simulated lives (half an hour)"

demo: $(VENV)/.ready
	@$(RUN) serve --demo --host $(HOST) --port $(PORT)

chat: $(VENV)/.ready
	@$(RUN) chat $(ARGS)

check: $(VENV)/.ready
	@$(RUN) check $(ARGS)

test: $(VENV)/.dev chromium lint types imports
	@$(RUN) check
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .

types: $(VENV)/.dev
	@$(BIN)/mypy

imports: $(VENV)/.dev
	@$(BIN)/lint-imports --no-cache

translations: $(VENV)/.ready
	@$(BIN)/python -m bot.content.translations $(ARGS)

bench: $(VENV)/.dev
	@$(RUN) bench $(ARGS)

# The long runs of tests/crash: make crash ARGS='--kills 200 --setup scale --seed 7' for a storm of one's own.
crash: $(VENV)/.dev
	@$(BIN)/python -m tests.crash.storm $(ARGS)
	@BANGBAN_BLOCKED=60 BANGBAN_STOPS=40 $(BIN)/python -m pytest -q -s tests/crash --ignore tests/crash/test_simulation.py
	@BANGBAN_SEEDS=10000 $(BIN)/python -m pytest -q -n auto tests/crash/test_simulation.py

# Chromium is for the page tests. Where it cannot be installed they are skipped, and say so.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } \
	  || echo "NOTE: no Chromium here and it could not be installed: the page tests will be skipped."

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Bangban needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

# pip reaches into the environment from outside, because Debian's Python makes environments without pip.
$(VENV)/.ready: pyproject.toml | $(VENV)/bin/python
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.ready
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

setup: $(VENV)/.dev

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
