# make run    install, load what ships, and serve http://127.0.0.1:8080/ (PORT= and MOOTHALL_DATA_DIR= override)
# make test   everything that CI runs: lint, types, tests
# make bench  the measurements, as a table
# make lint   style and types alone

PYTHON ?= python3
PORT ?= 8080
MOOTHALL_DATA_DIR ?= data
BIN := .venv/bin

.PHONY: run test bench lint format constraints clean
.DELETE_ON_ERROR:

run: .venv/.installed server/static/vendor/.built
	@test -L "$(MOOTHALL_DATA_DIR)/current" || MOOTHALL_DATA_DIR="$(MOOTHALL_DATA_DIR)" $(BIN)/moothall init
	@MOOTHALL_DATA_DIR="$(MOOTHALL_DATA_DIR)" exec $(BIN)/moothall serve --port $(PORT)

test: lint server/static/vendor/.built
	$(BIN)/pytest --numprocesses 2 --dist loadfile

lint: .venv/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.installed-test
	$(BIN)/python -m tests.bench

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Moothall needs Python 3.11 to 3.13; name one with 'make PYTHON=python3.12 ...'" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/.installed-test: .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

# Pages are readable without this; where Node is there, they get their typeface and form controls.
server/static/vendor/.built: server/frontend/package-lock.json $(wildcard server/frontend/*.js server/frontend/*.scss)
	@mkdir -p server/static/vendor
	@if command -v npm >/dev/null; then \
		cd server/frontend && npm ci --silent --ignore-scripts --omit=optional --no-audit --no-fund \
			&& npm run --silent build; \
	else \
		echo "Node is not installed: pages use the plain style sheet"; \
	fi
	@touch $@

# Writes down the versions that are installed now, for a repeatable set-up.
constraints: .venv/.installed-test
	$(BIN)/python -m pip freeze --exclude-editable --exclude moothall > constraints.txt

clean:
	rm -rf .venv server/static/vendor server/frontend/node_modules dist
