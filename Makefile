# make site     build the demonstration sites into site/
# make test     all tests, with a real browser
# make lint     ruff and mypy
# make check    lint, then test
# make bench    measure the speed of a build
# make docs     write docs/fields.md from the types
# make lock     renew requirements*.txt from pyproject.toml
# make install  only install into .venv
# make clean    remove everything made here
#
# Nothing has to be installed first but Python 3.11 or later, git and make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := site
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV ?= uv
LOCK := $(UV) pip compile pyproject.toml --all-extras --no-config --universal --python-version 3.11 --generate-hashes --quiet

# What `edu-site build` reads. site/ is built again when one of these is newer than the last build.
CATALOGUES := $(shell find themes -name '*.po' 2>/dev/null)
SOURCES := $(shell find content data edu_site themes mkdocs.yml -type f ! -name '*.mo' ! -name '*.pyc' 2>/dev/null)

# Figures of the demonstration: synthetic exports, imported and protected as a school would. Made again when what computes them changes.
DEMONSTRATION := build/demonstration
FIGURES := $(DEMONSTRATION)/progress
FIGURE_SOURCES := $(shell find edu_site/progress data/indicators data/disclosure.yml data/profiles data/calendar data/code_lists \
  -type f ! -name '*.pyc' ! -name '*.md' 2>/dev/null; find content -name organisation.yml 2>/dev/null)

.PHONY: site test lint check bench docs lock clean install

site: $(VENV)/site-built
	@echo
	@echo "The sites are in site/. To look at them:"
	@echo "  $(BIN)/python -m http.server -d site    then open http://localhost:8000/"
	@echo "To write on one of them and see every change at once:"
	@echo "  $(BIN)/edu-site serve semey-school-12 --progress $(FIGURES)"

test: $(VENV)/dev-installed $(VENV)/browser-ready $(VENV)/site-built
	@$(BIN)/python -m pytest -n 2 --dist loadscope --hypothesis-profile=ci $(TESTS)

lint: $(VENV)/dev-installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

check: lint test

bench: $(VENV)/installed $(VENV)/catalogues-compiled
	@$(BIN)/python -m benchmarks

docs: $(VENV)/installed
	@$(BIN)/edu-site fields > docs/fields.md

install: $(VENV)/installed $(VENV)/catalogues-compiled

clean:
	@rm -rf $(VENV) site dist build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find themes -name '*.mo' -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock:
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --group build -o requirements.txt $(LOCK_ARGS)
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --group build --group dev -c requirements.txt -o requirements-dev.txt $(LOCK_ARGS)

# ---- stamps: a file stands for a step that is done; a second run costs nothing

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "edu-site needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12" >&2; exit 1; }
	@.ci/need "$$($(PYTHON) -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))')" "$(PYTHON) -c 'import ensurepip, venv'"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Installing what edu-site needs into $(VENV) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/dev-installed: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

$(VENV)/browser-ready: .ci/need Makefile | $(VENV)/dev-installed
	@.ci/need chromium "command -v chromium" "command -v chromium-browser" "command -v google-chrome"
	@.ci/need default-jre-headless "java -version"
	@.ci/need fonts-liberation "fc-list | grep -E 'Arial|Liberation Sans'"
	@.ci/need libatomic1 "$(BIN)/python -m playwright --version"
	@.ci/need nginx-light "command -v nginx" "test -x /usr/sbin/nginx"
	@.ci/need caddy "command -v caddy"
	@.ci/need restic "restic version"
	@.ci/need openssh-server "command -v sshd" "test -x /usr/sbin/sshd"
	@.ci/need rsync "command -v rsync"
	@touch $@

$(VENV)/catalogues-compiled: $(CATALOGUES) hatch_build.py $(VENV)/installed
	@$(BIN)/python hatch_build.py
	@touch $@

$(VENV)/site-built: $(SOURCES) $(VENV)/catalogues-compiled $(DEMONSTRATION)/released
	@$(BIN)/edu-site build --progress $(FIGURES)
	@touch $@

$(DEMONSTRATION)/released: $(FIGURE_SOURCES) | $(VENV)/installed $(VENV)/catalogues-compiled
	@rm -rf $(DEMONSTRATION)
	@$(BIN)/edu-site demonstrate $(DEMONSTRATION)/exports
	@$(BIN)/edu-site import --quiet --list $(DEMONSTRATION)/exports/imports.tsv --records $(DEMONSTRATION)/records
	@while IFS=$$'\t' read -r release date; do \
	  $(BIN)/edu-site protect --release "$$release" --date "$$date" --records $(DEMONSTRATION)/records --out $(FIGURES); \
	done < $(DEMONSTRATION)/exports/releases.tsv
	@touch $@
