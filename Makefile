# What a person types. Two commands on a fresh machine: `make demo` runs the main job, `make test` passes the tests.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup demo check test test-packages lab-proof lab-metal lab-hosts lab-cluster lab-provider lab-fabrics soak bench bless lock lab-packages clean

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
	$(BIN)/pytest -n auto -m "not soak"

test: check lab-packages test-packages ## check and the lab: what CI runs
	./.ci/watchers
	./.ci/demo
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target lab-proof lab-metal lab-hosts lab-provider lab-cluster lab-fabrics

# What only tests need: a browser for the report, an sshd for each host of the provider's small pod, the programs that judge fabrics.
TEST_PACKAGES := chromium poppler-utils fonts-dejavu-core graphviz openssh-server \
	ibsim-utils libumad2sim0 opensm infiniband-diags ibutils frr frr-pythontools lldpd prometheus-node-exporter ethtool iproute2 openssl \
	bind9 bind9-utils bind9-dnsutils kea-dhcp4-server kea-dhcp6-server isc-dhcp-relay isc-dhcp-client udhcpc \
	slurmctld slurm-client munge libyang2-tools \
	qemu-system-x86 seabios ovmf ipxe-qemu ipxe swtpm swtpm-tools tpm2-tools shim-signed grub-efi-amd64-signed xorriso \
	mmdebstrap debootstrap mtools dosfstools fdisk gdisk e2fsprogs zstd busybox shellcheck curl gnupg

test-packages: # programs that only the tests need, where one is missing
	@missing=$$(for name in $(TEST_PACKAGES); do dpkg-query --show --showformat='$${Status}' $$name 2>/dev/null | grep -q ' installed$$' || echo $$name; done); \
	test -z "$$missing" || ./.ci/packages $$missing

# Parts of the lab's tests that wait more than they compute, three side by side.
lab-proof: ## the proof of the demo's pod on faults that are made on it; then that pod is taken down
	$(BIN)/pytest tests/lab/validate -m "lab and not soak" --no-skips
	$(BIN)/podwright lab down stacks/lab --wipe

lab-metal: ## lab tests of images, blank machines, boot servers, networks and GPU software of hosts
	$(BIN)/pytest tests/lab/install tests/lab/blank tests/lab/boot_services tests/lab/accelerators -m "lab and not soak" --no-skips

lab-hosts: ## lab tests of hosts, their drift, and roles
	$(BIN)/pytest tests/lab/host_drift tests/lab/hosts tests/lab/roles -m "lab and not soak" --no-skips

lab-provider: ## lab tests of the provider, and of up and down
	$(BIN)/pytest tests/lab/provider -m "lab and not soak" --no-skips

lab-cluster: ## lab tests of the control plane, the engines and the report
	$(BIN)/pytest tests/lab/control_plane tests/lab/engines tests/lab/report -m "lab and not soak" --no-skips

lab-fabrics: ## lab tests of fabrics and BMCs: OpenSM, FRR, lldpd, BIND, Kea, Slurm, Redfish on what the plan becomes
	$(BIN)/pytest tests/lab/fabrics tests/lab/machines -m "lab and not soak" --no-skips

soak: lab-packages test-packages ## benches, every lab test, and what is repeated a hundred times
	./.ci/watchers
	$(BIN)/podwright tools build
	HYPOTHESIS_PROFILE=search $(BIN)/pytest -n auto tests/unit
	$(BIN)/pytest tests/lab tests/unit -m "lab or soak" --ignore tests/lab/validate
	$(MAKE) bench

bench: lab-packages ## what is measured, and against whom: bench/RESULTS.md
	$(BIN)/podwright tools build
	$(BIN)/python -m bench

bless: setup ## write golden files and generated text again; the diff is the review
	$(BIN)/pytest tests/contract --bless

lock: setup ## resolve the requirement files again (hashes, no index address)
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate --no-header --strip-extras --allow-unsafe --output-file requirements/main.txt pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate --no-header --strip-extras --allow-unsafe --output-file requirements/dev.txt requirements/dev.in

clean: ## stop the labs of this clone and forget what was made here (not the cache)
	@for pod in $(wildcard .lab/*/); do $(BIN)/podwright lab down "stacks/$$(basename $$pod)" --wipe || true; done
	rm -rf .lab build
