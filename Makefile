# Henrei: `make demo` shows the whole route, `make test` runs every check. Both set everything up by themselves.

PYTHON ?= python3
DATA ?=
RUN ?=
SERVE ?= 1
TORCH ?= torch==2.13.0
WORKERS ?= auto

# Processes share the processors already; threads inside matrix libraries would only fight over them.
export OPENBLAS_NUM_THREADS ?= 1

IN := .venv/bin/
MANAGE := $(IN)python manage.py
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard ledger/config/locale/*/LC_MESSAGES/django.po))

.PHONY: help set-up demo serve test lint check recorder bench bench-quick fuzz lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo [DATA=folder] [RUN=name] [SERVE=0]   the whole route, then the pages on 127.0.0.1:8000"
	@echo "make test                                      lint, tests and the refusal suite"
	@echo "make serve                                     the pages and a worker, on what is there"
	@echo "make bench                                     speed and recognition beside the peers' (bench-quick: on less)"
	@echo "make fuzz                                      20,000 mutated picture files against the readers"
	@echo "make recorder [TORCH=...]                      a training machine's environment, so that its tests run too"
	@echo "make lock                                      write requirements.lock anew from pyproject.toml"

# pip installs into an environment without pip: this works where Debian's python3-venv is not installed.
.venv/.ready: requirements.lock
	@echo "Setting up .venv from requirements.lock"
	@$(PYTHON) -m venv --without-pip .venv
	@$(PYTHON) -m pip --quiet --disable-pip-version-check --python .venv/bin/python \
		install --no-deps --require-hashes --requirement requirements.lock
	@touch $@

%.mo: %.po .venv/.ready
	@$(IN)pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

set-up: .venv/.ready $(CATALOGUES)
	@$(MANAGE) collectstatic --noinput --verbosity 0

demo: set-up
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) demo $(if $(DATA),"$(DATA)") $(if $(RUN),--run "$(RUN)")
	@if [ "$(SERVE)" != 0 ]; then $(MANAGE) serve; fi

serve: set-up
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) serve

lint: set-up
	$(IN)ruff check .
	$(IN)ruff format --check .
	$(IN)mypy
	$(IN)lint-imports
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check

check: set-up
	$(IN)python -m pytest --numprocesses $(WORKERS) --dist loadgroup -rs

test: lint check

SHIPPED := $(wildcard $(shell git ls-files contributors ledger credits templates 2>/dev/null))

# What a training machine has: PyTorch, and the wheel with its extra; no Django, nothing of requirements.lock.
# PyTorch comes first and is named again, so that nothing asked for later brings another build of it.
RECORDER_INSTALL = $(PYTHON) -m pip --quiet --disable-pip-version-check --python .venv-recorder/bin/python install

.venv-recorder/.torch: tests/ledger/training/machine.txt
	@echo "Setting up .venv-recorder with $(TORCH)"
	@$(PYTHON) -m venv --clear --without-pip .venv-recorder
	@$(RECORDER_INSTALL) "$(TORCH)"
	@$(RECORDER_INSTALL) "$(TORCH)" --requirement $<
	@touch $@

.venv-recorder/.ready: .venv-recorder/.torch pyproject.toml $(CATALOGUES) $(SHIPPED)
	@rm -rf build var/wheel
	@$(PYTHON) -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir var/wheel .
	@rm -rf build henrei.egg-info
	@$(RECORDER_INSTALL) "$(TORCH)" "$$(echo var/wheel/henrei-*.whl)[recorder]"
	@$(RECORDER_INSTALL) --no-deps --force-reinstall var/wheel/henrei-*.whl
	@touch $@

recorder: .venv-recorder/.ready

bench: set-up
	$(IN)python -m tests.bench

bench-quick: set-up
	$(IN)python -m tests.bench --quick

fuzz: set-up
	$(IN)python -W ignore -m tests.fuzz

lock:
	$(IN)uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --quiet --output-file requirements.lock

clean:
	rm -rf .venv .venv-recorder var
