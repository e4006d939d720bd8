# Everything a person or a machine does with this checkout. Needs Python 3.11-3.13 with venv, and make.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
SAMPLE := samples/night-strike.mp4
REPORT := samples/night-strike.verify
APP ?= 1
DATA ?= ../shared/data/night
# Three at once, of one thread each, keep two processors busy; in the order of tests/conftest.py, what
# takes long first. What pytest makes of the tests is kept, whatever the shell says of bytecode.
PYTEST = OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= \
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: help run env test check lint types contracts wheels docs coverage accuracy flashes sounds heard sync lights copies traces claims outcomes pages pictures whole bench load deployment hostile faults lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: env ## inspect the sample clip, then serve the app (APP=0 stops after the report)
	@$(BIN)/verify inspect $(SAMPLE) -o $(REPORT) --force
ifneq ($(APP),0)
	@$(BIN)/verify ui $(SAMPLE)
endif

env: .venv/ready ## create the environment in .venv

.venv/ready: requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "Verify needs Python 3.11, 3.12 or 3.13; none was found. Install one (Debian: apt install python3 python3-venv; macOS: brew install python@3.13) and run make again." >&2; exit 3; fi
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module. Install it (Debian: apt install python3-venv) and run make again." >&2; exit 3; }
	@echo "Creating the environment in .venv with $(PYTHON) (once; a minute or two)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@# The jail may not write bytecode: without it each worker would compile for itself.
	@$(BIN)/python -m compileall -q verify ui
	@touch $@

test: env ## run the default tests
	@$(PYTEST)

check: lint types contracts docs wheels coverage ## everything that must hold besides the tests

lint: env
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: env
	@$(BIN)/mypy

contracts: env
	@$(BIN)/lint-imports

docs: env
	@$(BIN)/python -m docs.generate --check

wheels: env
	@$(BIN)/python -m tests.wheels

coverage: env
	@$(PYTEST) -q --cov=verify --cov-branch --cov-report=term:skip-covered --cov-fail-under=90

accuracy: flashes sounds sync lights traces copies heard claims outcomes ## measure all of these, one after the other (hours)

flashes: env ## measure flashes against labels by eye (DATA=folder), then in simulated scenes
	@$(BIN)/python -m tests.accuracy.flashes $(DATA)
	@$(BIN)/python -m tests.accuracy.simulated $(SCENES)

sounds: env ## pick onsets and measure distances in simulated and labelled sound (half an hour)
	@$(BIN)/python -m tests.accuracy.sounds $(DATA)

sync: env ## measure offsets between simulated and real clips of one event (DATA=folder)
	@$(BIN)/python -m tests.accuracy.sync $(DATA)

copies: env ## make copies of real clips and measure which are found (half an hour)
	@$(BIN)/python -m tests.accuracy.copies
	@$(BIN)/python -m tests.accuracy.copy_families
	@$(BIN)/python -m tests.accuracy.overlays

heard: env ## find edited sounds among others by their fingerprint (ten minutes)
	@$(BIN)/python -m tests.accuracy.heard

traces: env ## plant edits into real clips and measure what is found (TRACES=folders; half an hour)
	@$(BIN)/python -m tests.accuracy.traces $(TRACES)

lights: env ## draw strobes and lamps and measure what is told of them (half an hour)
	@$(BIN)/python -m tests.accuracy.lights blink
	@$(BIN)/python -m tests.accuracy.lights mains --seeds 40
	@$(BIN)/python -m tests.accuracy.lights false

claims: env ## read labelled articles (DATA=folder with articles of that form) and our own texts
	@$(BIN)/python -m tests.accuracy.claims $(if $(filter command line,$(origin DATA)),$(DATA))

outcomes: env ## hold claims against clips whose outcome is known
	@$(BIN)/python -m tests.accuracy.checks

pages: env ## walk the app in Chromium and the sample case by its script, in full
	@$(BIN)/python -m pytest -q --whole tests/ui tests/cli/test_sample_case.py

pictures: env ## draw the pictures of README and the guide anew, from the sample case in Chromium
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	PATH="$(CURDIR)/$(BIN):$$PATH" sh samples/idlib-2020/case.sh "$$folder/case" >/dev/null && \
	$(BIN)/python -m docs.photograph "$$folder/case"

whole: env ## run all tests in their long form (hours)
	@$(PYTEST) --whole

bench: env .venv-bench/ready ## measure cost against ffmpeg and a naive pipeline in the same run
	@$(BIN)/python -m bench.run

# The peers live apart: one of them is built from source (needs a C++ compiler).
.venv-bench/ready: bench/requirements.lock
	@$(PYTHON) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

load: env ## let fifty people work at once on the app and PostgreSQL, print how long each waits
	@$(BIN)/python -m bench.load $(if $(USERS),--users $(USERS))

deployment: env ## carry out the page on a newsroom's server (root; wants postgresql, nginx-light, openssl, curl)
	@$(BIN)/python -m pytest -q --whole tests/deployment

hostile: env ## open every hostile file, print what became of it (SHORT=1: a part)
	@$(BIN)/python -m pytest -q $(if $(SHORT),,--whole) tests/hostile

faults: env ## kill, fill and starve (SHORT=1: a part)
	@$(BIN)/python -m pytest -q $(if $(SHORT),,--whole) tests/faults tests/storage/test_log_check.py tests/storage/test_log_lives.py tests/workbench/test_clean_checks.py tests/cli/test_recompute.py

lock: env ## renew requirements.lock and that of a server, deploy/requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --group build --universal --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 \
		--quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra cluster --extra s3 --group build --universal \
		--fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --no-header \
		--python-version 3.11 --constraint requirements.lock --quiet -o deploy/requirements.lock

clean: ## remove the environment and caches
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
