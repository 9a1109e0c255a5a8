# The two commands of the README are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
FETCH_TIMEOUT ?= 10
BIN := .venv/bin

.PHONY: help run test lint bench clean
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' Makefile

run: .venv/installed ## Install, fetch the lists if a network is there, and serve on http://127.0.0.1:8000
	@SCREENING_FETCH_TIMEOUT=$(FETCH_TIMEOUT) $(BIN)/screening lists refresh \
	  || echo "The lists were not all refreshed: serving what is loaded already, else the samples."
	$(BIN)/screening serve --host $(HOST) --port $(PORT)

test: .venv/installed-dev ## Run all tests, on all cores
	@$(BIN)/python -m compileall -q screening migrations # the hundreds of processes that tests start need not
	$(BIN)/pytest -n logical --dist worksteal

lint: .venv/installed-dev ## Check style, format, types and the direction of dependencies
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/installed-dev ## Measure speed on the samples, or on published files with LISTS=FOLDER
	$(BIN)/python -m benchmarks.speed $(LISTS)

clean: ## Remove the virtual environment and build leftovers, never var/ (the database)
	rm -rf .venv build dist *.egg-info

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python setup.cfg pyproject.toml
	$(BIN)/pip install --quiet --editable . && touch $@

.venv/installed-dev: .venv/bin/python setup.cfg pyproject.toml
	$(BIN)/pip install --quiet --editable '.[dev]' && touch $@ .venv/installed
