# Every routine task. `make demo` and `make test` set up all they need on a fresh machine.

PYTHON ?= python3
BIN := .venv/bin
SOURCES := geo planner maps data api tests bench

.PHONY: demo test setup format check test-fast test-setup bench migrate

demo: setup
	$(BIN)/niangjia demo

setup: .venv/.ready

.venv/.ready: pyproject.toml uv.lock
	test -x $(BIN)/uv || ($(PYTHON) -m venv .venv && $(BIN)/pip install --quiet uv)
	$(BIN)/uv sync --frozen --quiet --inexact --compile-bytecode
	touch $@

format: setup
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

check: setup
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup test-setup
	$(BIN)/pytest -n 2

test-fast: setup
	$(BIN)/pytest -n 2 tests/geo tests/test_docs.py

test-setup:
	sh .ci/install-test-packages

bench: setup test-setup
	$(BIN)/python -m bench

migrate: setup
	$(BIN)/niangjia init
