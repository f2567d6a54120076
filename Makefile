# gistools. `make` lists the targets. `make demo` and `make test` each work alone from a clean clone: they make the
# virtual environment .venv, install into it, and run. Another Python than python3: `make test PYTHON=/usr/bin/python3.12`.

PYTHON ?= python3
PYTEST_ARGS ?= -n 2 --dist loadfile
BENCH_ARGS ?=
BIN := .venv/bin

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv demo test lint format docs bench plugin clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: .venv/.dev ## Make .venv with gistools and all that its developers use

demo: .venv/.base ## Run the main job on the sample town, and name the files to open
	@$(BIN)/gistools demo --out demo_out

test: lint ## Check style, types, layers and the frozen plugin, and run all tests
	$(BIN)/gistools warmup
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: .venv/.dev ## Check style, types, layers and the frozen plugin
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python qgis_plugin/build_plugin.py --check

format: .venv/.dev ## Set the layout of the code
	$(BIN)/ruff format .

docs: .venv/.base ## Render docs/tools.md and the glossary from the declarations
	$(BIN)/python -m gistools.cli.reference
	$(BIN)/python -m gistools.cli.solutions_page

bench: .venv/.dev ## Measure speed and memory beside the peers (hours; BENCH_ARGS=--quick: minutes)
	$(BIN)/python benchmarks/run.py $(BENCH_ARGS)

plugin: .venv/.base ## Freeze the catalogue into the QGIS plugin and make dist/gistools_qgis-VERSION.zip
	@$(BIN)/python qgis_plugin/build_plugin.py

clean: ## Remove all that make has made, the virtual environment too
	rm -rf .venv .cache demo_out out flood.png dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@command -v $(PYTHON) > /dev/null || { \
	  echo "$(PYTHON) findes ikke. Installér Python 3.11 eller nyere (sudo apt install python3 python3-venv)."; \
	  echo "There is no $(PYTHON). Install Python 3.11 or newer (sudo apt install python3 python3-venv)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) er for gammel: gistools kræver Python 3.11. Angiv en anden: make PYTHON=/sti/til/python3.11"; \
	  echo "$(PYTHON) is too old: gistools needs Python 3.11. Name another: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	  echo "$(PYTHON) mangler venv. Installér det: sudo apt install python3-venv   (og kør igen)"; \
	  echo "$(PYTHON) lacks venv. Install it: sudo apt install python3-venv   (and run again)"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.base: .venv/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.dev: .venv/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch .venv/.base $@
