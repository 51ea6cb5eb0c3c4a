# fedart: `make run` starts an instance, `make test` proves the code. Both work on a fresh clone.

PYTHON := $(or $(PYTHON),$(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && exit; done; echo python3))
DATA   ?= data
ORIGIN ?= http://localhost:8420
BIND   ?=
TRAINING ?= artefacts/training
MIRRORS ?=
VENV   := .venv
BIN    := $(VENV)/bin
PEER   := tests/peers/fedify
WHOLE   = $(BIN)/python -m pytest -p tools.no_skips --durations=10 -m "$$(sh tools/prerequisites.sh markers)"

DEMO   ?= demo
DEBS   ?=

.PHONY: help run demo demo-data screenshots test check format unit whole in-browser beside-browser train eval bench vitals words lock clean python environment test-environment prerequisites

help:
	@echo "make run     start an instance; DATA=$(DATA) ORIGIN=$(ORIGIN) BIND=H:P PYTHON=$(PYTHON)"
	@echo "make demo    an instance in $(DEMO) with a hundred works from Debian's packages, http://localhost:8421; DEBS=FOLDER"
	@echo "make test    everything: linters, unit tests, real processes, servers of other makers, Chromium"
	@echo "make check   linters and types          make unit   the fast tests"
	@echo "make screenshots  every page as pictures, to look at"
	@echo "make vitals  weight and waiting times of pages in a slow Chromium: docs/measurements/vitals.md"
	@echo "make format  let ruff format and fix    make bench  measure, and print figures with this machine's description"
	@echo "make train   fit the detector anew         make eval   examine it; TRAINING=$(TRAINING)"
	@echo "make words   renew fedart/locales: the sentences that people read, and what each language lacks of them"
	@echo "make lock    renew the lock files       make clean  remove what was built; never touches $(DATA) or $(DEMO)"

run: environment
	@test -e "$(DATA)/config.toml" || $(BIN)/fedart init "$(DATA)" --origin "$(ORIGIN)"
	@$(BIN)/fedart migrate --config "$(DATA)/config.toml"
	@exec $(BIN)/fedart serve --config "$(DATA)/config.toml" --welcome $(if $(BIND),--bind "$(BIND)")

# The pictures come from Debian's packages and stay in $(DEMO); docs/demo.md lists them. DEBS names a folder of .deb files.
demo: demo-data
	@exec $(BIN)/fedart serve --config "$(DEMO)/config.toml" --welcome

demo-data: environment
	@$(BIN)/python -m tools.demo "$(DEMO)" $(if $(DEBS),--debs "$(DEBS)")

# Every page at three widths in both themes, and the demo's pages with real pictures: artefacts/screens/index.html.
screenshots: test-environment prerequisites demo-data
	SCREENS=all $(BIN)/python -m pytest -p no:xdist tests/browser/test_screens.py
	$(BIN)/python -m tests.screens "$(DEMO)"

test: test-environment prerequisites
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory whole

check: test-environment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: test-environment
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

unit: test-environment
	$(BIN)/python -m pytest -p tools.no_skips -n logical --dist worksteal -m "not slow and not peer and not browser"

# Real processes, other ActivityPub stacks, a real browser; two runs side by side, for both of them wait more than they work.
whole: test-environment prerequisites
	@$(MAKE) --no-print-directory -j2 --output-sync=target in-browser beside-browser

in-browser:
	$(WHOLE) tests/browser

beside-browser:
	$(WHOLE) --ignore=tests/browser tests

# The detector's head, from the public sources to the shipped model; hours of work for two cores. TRAINING holds the data;
# MIRRORS may name another place for the repositories, with {owner} and {name} in it.
train: test-environment
	$(BIN)/python -m fedart.detector.training collect --into "$(TRAINING)" $(if $(MIRRORS),--mirrors "$(MIRRORS)")
	$(BIN)/python -m fedart.detector.training features --into "$(TRAINING)"
	$(BIN)/python -m fedart.detector.training fit --into "$(TRAINING)"

eval: test-environment
	$(BIN)/python -m fedart.detector.training features --into "$(TRAINING)"
	$(BIN)/python -m fedart.detector.training evaluate --into "$(TRAINING)"

words: test-environment
	@$(BIN)/python -m tools.words

bench: test-environment
	$(BIN)/python -m tests.bench

# A first visit with a slow line and a slow processor; wants a quiet machine, and a few minutes.
vitals: test-environment prerequisites
	$(BIN)/python -m tests.vitals --docs

prerequisites:
	@sh tools/prerequisites.sh install

environment: python
	@"$(PYTHON)" tools/environment.py $(VENV) requirements.lock
	@$(BIN)/fedart detector fetch

test-environment: python
	@"$(PYTHON)" tools/environment.py $(VENV) requirements-test.lock
	@$(BIN)/fedart detector fetch

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) is not installed: fedart needs Python 3.11 or newer." >&2; exit 1; }

lock: test-environment
	sh tools/lock.sh

clean:
	rm -rf $(VENV) build dist artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(PEER)/node_modules
