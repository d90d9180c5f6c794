# Two commands matter: `make demo` (the main job) and `make test` (all the tests). Each sets itself up.
# While you work: `make check` (lint, and all tests but the slow ones).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
AXE := build/axe/node_modules/axe-core/axe.min.js
QTI := build/qti/node_modules/@citolab/qti-components/cdn/index.global.js

PYTEST := $(BIN)/python -m pytest -q -n auto --dist loadfile

.PHONY: demo test check lint bench mutants build release lock clean browser pictures editor

demo: $(VENV)/.run
	$(BIN)/grader demo

# Everything, with every seed: about seven minutes on two processors.
test: $(VENV)/.dev browser
	GRADER_SEEDS=all $(PYTEST)

# About three minutes on two processors.
check: lint
	$(PYTEST) -m "not slow"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

# Wrong programs made from right ones: what is found, named and explained. The table is written to build/mutants.md.
mutants: $(VENV)/.dev
	$(BIN)/python -m tests.mutation

build: $(VENV)/.run
	$(BIN)/grader build

# Wheel and sdist into dist/, tried in an empty environment, with a list of what is in them.
release: $(VENV)/.dev
	rm -rf dist
	$(BIN)/python -m tests.support.release

# Pinned requirements with hashes; needs uv (pip install uv).
lock:
	uv pip compile --universal --generate-hashes --no-header -q pyproject.toml --extra build -o requirements.txt
	uv pip compile --universal --generate-hashes --no-header -q pyproject.toml --all-extras -c requirements.txt -o requirements-dev.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.run

# The page tests need Chromium, axe-core and Pyodide; where they cannot be had, these tests say so and are skipped.
browser: $(AXE) $(QTI) $(VENV)/.dev
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }; } || \
	  echo "no Chromium here: the page tests will be skipped"
	@$(BIN)/python -m tests.support.pyodide_parts

$(AXE):
	@mkdir -p build/axe
	@command -v npm >/dev/null 2>&1 && npm install --silent --no-audit --no-fund --prefix build/axe axe-core@4.10.3 scorm-again@3.4.3 >/dev/null || \
	  echo "no npm here: the accessibility tests will be skipped"

$(QTI):
	@mkdir -p build/qti
	@command -v npm >/dev/null 2>&1 && npm install --silent --no-audit --no-fund --prefix build/qti @citolab/qti-convert@0.3.52 @citolab/qti-components@7.27.4 >/dev/null || \
	  echo "no npm here: the quiz will not be played by another program"

# The editor of the practice page, from exactly the packages in its lock file; the result is committed.
EDITOR := templates/page/editor
editor:
	@mkdir -p build/editor
	cp $(EDITOR)/package.json $(EDITOR)/package-lock.json $(EDITOR)/editor.mjs build/editor
	cd build/editor && npm ci --silent --no-audit --no-fund && \
	  npx esbuild editor.mjs --bundle --minify --format=iife --target=es2020 --legal-comments=none --outfile=editor.js
	cp build/editor/editor.js templates/page/editor.js

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis demo-reports

# The pictures of the README, from real reports.
pictures: $(VENV)/.dev browser
	$(BIN)/python -m tests.support.pictures
