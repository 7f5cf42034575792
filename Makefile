# Every routine task. `make demo` and `make test` set up all they need on a fresh machine.

PYTHON ?= python3
BIN := .venv/bin
SOURCES := geo planner maps data api tests bench
ASSETS := maps/assets
LEAFLET := $(ASSETS)/node_modules/.package-lock.json
# The image says which one; the checks run with the same.
UV := $(shell grep -o 'uv==[0-9.]*' Dockerfile)

# In the order written: what the tests install comes before what is set up with it.
.NOTPARALLEL:

.PHONY: demo test setup format check test-fast test-setup fuzz image-check settings-page bench pictures migrate

demo: setup
	$(BIN)/niangjia demo

setup: .venv/.ready $(LEAFLET)

.venv/.ready: pyproject.toml uv.lock Dockerfile
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/uv sync --frozen --quiet --inexact --compile-bytecode
	touch $@

# Without Node everything but maps works, and those say what is missing: so this never fails.
$(LEAFLET): $(ASSETS)/package.json $(ASSETS)/package-lock.json
	@command -v npm >/dev/null || echo "npm is missing, so there are no maps: install Node.js 18 or newer (Debian: nodejs npm), then run make setup"
	@! command -v npm >/dev/null || { cd $(ASSETS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json; } \
	  || echo "npm could not install Leaflet, so there are no maps: mend what it says above, then run make setup"

format: setup
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

check: setup
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

# Files in their order: those with few tests are the long ones, and would come last.
test: test-setup setup
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-fast: setup
	$(BIN)/pytest -n 2 tests/geo tests/test_docs.py

test-setup:
	sh .ci/install-test-packages

# The steps of the Dockerfile without a Docker engine, about a minute where packages are cached.
image-check: test-setup setup
	folder=$$(mktemp -d) && trap 'chmod -R u+w $$folder && rm -r $$folder' EXIT && trap 'exit 1' INT TERM && .ci/image-steps $$folder

settings-page: setup
	$(BIN)/python -m api.settings_page docs/settings.md

# Odd requests and files that went wrong, by the thousand; the suite tries a few of them.
fuzz: test-setup setup
	FUZZ_EXAMPLES=200 FUZZ_SEED=$$(date +%s) $(BIN)/pytest tests/fuzz
	$(BIN)/pytest -n 2 tests/data/test_import_fuzz.py --hypothesis-profile fuzz

bench: test-setup setup
	$(BIN)/uv sync --frozen --quiet --inexact --group bench
	$(BIN)/python -m bench

# Every page and map as it looks now, in docs/pictures: to be looked at before it is committed.
pictures: test-setup setup
	$(BIN)/python -m bench.pictures

migrate: setup
	$(BIN)/niangjia init
