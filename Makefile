# Two commands from a fresh clone: `make demo` shows Ebb on sample data, `make test` runs the checks and the tests.
# Both make .venv if need be, are safe to repeat and leave your own memory alone.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check clean

demo:
	@$(PYTHON) packaging/environment.py
	@packaging/demo.sh

test: check
	@echo "==> tests"
	@$(BIN)/python -m pytest -n 2

check:
	@$(PYTHON) packaging/environment.py --dev
	@echo "==> ruff"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "==> mypy"
	@$(BIN)/mypy
	@echo "==> import contracts"
	@$(BIN)/lint-imports --no-logo

clean:
	rm -rf .venv .demo build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
