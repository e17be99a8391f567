# What a person types. Two commands on a fresh machine: `make demo` runs the main job, `make test` passes the tests.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup demo check test soak bench bless lock lab-packages clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 10

$(VENV)/.main: requirements/main.txt pyproject.toml
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/main.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.main requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

setup: $(VENV)/.dev ## Python packages, in .venv: enough for plan, check, render, report (no root, no Go)

lab-packages: setup ## programs of the distribution that the lab needs (asks for root where one is missing)
	@$(BIN)/podwright doctor --for lab --packages | xargs --no-run-if-empty ./.ci/packages

demo: lab-packages ## fresh machine -> engines -> lab pod -> plan, judge, pulumi up (Ansible inside it), proof, report
	./.ci/demo

check: setup ## format, lint, types, unit, contract, roles; a minute, no root
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/ansible-lint --offline
	$(BIN)/pytest -n auto

test: check lab-packages ## check and the lab: what CI runs
	@{ command -v chromium && command -v pdftotext; } >/dev/null || ./.ci/packages chromium poppler-utils fonts-dejavu-core
	./.ci/demo
	$(BIN)/pytest tests/lab/validate -m "lab and not soak"
	$(BIN)/podwright lab down stacks/lab --wipe
	$(BIN)/pytest tests/lab -m "lab and not soak" --ignore tests/lab/validate -n 3 --dist loadgroup

soak: lab-packages ## benches, every lab test, and what is repeated a hundred times
	$(BIN)/podwright tools build
	HYPOTHESIS_PROFILE=search $(BIN)/pytest tests/unit
	$(BIN)/pytest tests/lab tests/unit -m "lab or soak" --ignore tests/lab/validate -n 3 --dist loadgroup
	$(MAKE) bench

bench: lab-packages ## what is measured, and against whom: bench/RESULTS.md
	$(BIN)/podwright tools build
	$(BIN)/python -m bench

bless: setup ## write golden files and generated text again; the diff is the review
	$(BIN)/pytest tests/contract --bless

lock: setup ## resolve the requirement files again (hashes, no index address)
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-annotate --no-header --strip-extras --allow-unsafe --output-file requirements/main.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-annotate --no-header --strip-extras --allow-unsafe --output-file requirements/dev.txt requirements/dev.in

clean: ## stop the labs of this clone and forget what was made here (not the cache)
	@if [ -d .lab ]; then for pod in .lab/*/; do $(BIN)/podwright lab down "stacks/$$(basename $$pod)" --wipe || true; done; fi
	rm -rf .lab build
