# `make help` lists what there is.
PY := .venv/bin/python
NAME := $(shell sed -n 's/^name: *//p' data/reference/program.yml)
SLUG := $(shell echo '$(NAME)' | tr A-Z a-z)
EDITION ?= voorbeeld
MIRROR ?=
PORT ?= 8501
WORKERS ?= 2
OPTIONS ?=
ROUNDS ?= 15
MINUTES ?= 5
LONG ?= 30
AGAINST ?= HEAD~1
.DEFAULT_GOAL := help
UV := $(shell command -v uv 2>/dev/null)
# $(call packages,FILE): into .venv, told on the way; uv takes seconds. What is used is compiled when it is first used
packages = $(if $(UV),$(UV) pip install --python $(PY) -r $(1),\
	$(PY) -m pip install --disable-pip-version-check --no-compile -r $(1))
# the command line takes a second to load: it is called when there is something to make
ready = @$(PY) -m etl.building.code || { echo "Looking after the data (a sample takes some ten seconds)"; $(PY) -m etl ready; }
# compiled code is kept, whatever the machine's default: half of the collecting of tests is compiling them
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help setup run keyed serve data test prove bench lint format dev texts

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/bin/python:
	$(if $(UV),$(UV) venv --quiet --seed --python python3 .venv,python3 -m venv .venv)

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Packages, once (900 MB in .venv)"
	@$(call packages,requirements.txt)
	@ldconfig -p 2>/dev/null | grep -q libpangoft2 || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1 \
		|| { apt-get update -qq && apt-get install -y -qq libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; } >/dev/null 2>&1 \
		|| echo "Pango could not be had: conversation packs are HTML, not PDF."
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	@$(call packages,requirements-dev.txt)
	@touch $@

# Chromium without a window: one that is there; else Debian's, as root; else Playwright's own; else a whole Chromium
# (five times as slow). Where none works the tests say so. Maps are drawn by Mesa: without it, as slow again.
.venv/.browser: .venv/.dev
	@ls /usr/lib/*/libEGL_mesa.so.0 >/dev/null 2>&1 || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1 \
		|| { apt-get update -qq && apt-get install -y -qq libegl1 libegl-mesa0 libgl1-mesa-dri; } >/dev/null 2>&1 || true
	@command -v chromium-headless-shell >/dev/null 2>&1 \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq >/dev/null && apt-get install -y -qq chromium-headless-shell >/dev/null 2>&1; } \
		|| $(PY) -m playwright install --only-shell chromium >/dev/null 2>&1 \
		|| command -v chromium chromium-browser >/dev/null 2>&1 \
		|| echo "No Chromium could be had: the browser tests will be skipped and say so."
	@touch $@

setup: .venv/.runtime ## only the environment (.venv)

run: .venv/.runtime ## set up, make the sample if no warehouse is there, serve on http://localhost:8501
	$(ready)
	$(PY) -m streamlit run app.py --server.port $(PORT)

keyed: .venv/.runtime ## as run, for whoever opens the start link only: behind a proxy, a tunnel, on a shared machine
	$(ready)
	$(PY) -m dashboard.start $(PORT)

serve: .venv/.runtime ## for others: WORKERS=2 processes behind nginx, with OPTIONS of streamlit run (docs/deploying.md)
	$(PY) -m etl ready
	$(PY) -m dashboard.serve $(WORKERS) $(PORT) $(OPTIONS)

dev: .venv/.runtime ## as run, reloading when a file changes
	$(ready)
	$(PY) -m streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto --server.runOnSave true

data: .venv/.runtime ## build EDITION=voorbeeld, 2020 or 2025 (downloads), files from MIRROR=dir
	$(PY) -m etl build --edition $(EDITION) $(if $(MIRROR),--mirror $(MIRROR))

test: .venv/.dev .venv/.browser ## set up what tests need and run them all
	$(PY) -m pytest

prove: .venv/.dev .venv/.browser ## the long checks in full, which make test leaves out, told in docs/proof.md
	$(PY) -m pytest -m slow -p tests.support.proof --proof docs/proof.md

bench: .venv/.dev ## beside other tools, start and load, into bench/results.json; ROUNDS, MINUTES, LONG, AGAINST=commit
	$(PY) -m bench --rounds $(ROUNDS)
	$(PY) -m bench.start --rounds $(ROUNDS)
	$(PY) -m bench.load --minutes $(MINUTES) --against $(AGAINST)
	$(PY) -m bench.load --minutes $(LONG) --readers 10 --workers 1 --part long

lint: .venv/.dev ## ruff (lint and format) and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m ty check --error-on-warning
	.venv/bin/lint-imports

texts: .venv/.runtime ## catalogues anew from the code: new texts come in without Dutch, what is not used goes out
	$(PY) -m babel.messages.frontend -q extract -F babel.cfg --no-default-keywords -k _ -k ngettext:1,2 -k pick:1,2 -k mark \
		--project '$(NAME)' --version 1 --sort-output --no-wrap --add-location file -o locale/messages.pot dashboard pages
	$(PY) -m babel.messages.frontend -q update -D '$(SLUG)' -i locale/messages.pot -d locale --no-wrap --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date

format: .venv/.dev ## mend what ruff can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
