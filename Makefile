# Thin: what is done stands in installer/ and pyproject.toml. Two commands matter: make run, make test.
.PHONY: run test check lint tests bench soak coverage forms lock clean
.DEFAULT_GOAL := run

BIN := .venv/bin

# Some machines forbid compiled modules. Tests start hundreds of processes, each of which would compile everything anew:
# half of all their work. Beside the tree, so that none lie among the sources.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/compiled
# Thousands of small databases, each written safely: in memory where there are two gigabytes, else on the disk.
SCRATCH := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 2000000 { print "/dev/shm" }')

run: .venv/run.stamp forms ## the window, or without a display the demonstration
	@sh installer/run.sh

test: check ## everything that must be right before a change is handed on
check: lint tests

lint: .venv/dev.stamp forms
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

tests: .venv/dev.stamp forms
	$(if $(SCRATCH),TMPDIR=$(SCRATCH)) $(BIN)/pytest -n 2 -m "not soak"

bench: .venv/dev.stamp forms ## measurements, alone on the machine
	$(BIN)/pytest tests/benchmarks -s

soak: .venv/dev.stamp forms ## long runs
	$(BIN)/pytest -m soak -s

coverage: .venv/dev.stamp forms
	$(BIN)/coverage run -m pytest -m "not soak"
	$(BIN)/coverage combine && $(BIN)/coverage report

forms: .venv/run.stamp
	@$(BIN)/python installer/build_hook.py

.venv/run.stamp: installer/requirements.lock pyproject.toml
	@sh installer/bootstrap.sh run

.venv/dev.stamp: .venv/run.stamp installer/requirements-dev.lock
	@sh installer/bootstrap.sh dev

lock: ## renew the pinned versions; UPGRADE=--upgrade takes the newest that pyproject.toml allows
	$(UV) pip compile pyproject.toml --group dev $(LOCK) $(UPGRADE) -o installer/requirements-dev.lock
	$(UV) pip compile pyproject.toml --group build $(LOCK) -c installer/requirements-dev.lock -o installer/requirements.lock
UV ?= uv
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet

clean:
	rm -rf .venv dist build out src/partyschool/ui/forms .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
