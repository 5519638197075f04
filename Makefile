# Two commands matter: `make demo` and `make test`. Both need Python 3.11 or newer and make, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ARGS ?=
# Processes that tests run in side by side; each has a Neo4j of its own where its tests need one.
SIDE_BY_SIDE ?= -n 2 --dist loadfile

.PHONY: demo test quick unit engine acceptance lint bench docs matrix wheel lock schema clean

demo: $(READY)
	@$(BIN)/graphsvc demo $(ARGS)

test: lint unit engine acceptance

# Everything that needs no database.
unit: $(READY)
	$(BIN)/pytest --ignore=tests/engine --ignore=tests/acceptance $(SIDE_BY_SIDE) $(ARGS)

# What the code does on a real Neo4j.
engine: $(READY)
	$(BIN)/pytest tests/engine -m "not soak" --durations=20 $(SIDE_BY_SIDE) $(ARGS)

# What its users see: commands, processes, pages, faults; what watches the clock runs with nothing beside it.
acceptance: $(READY)
	$(BIN)/pytest tests/acceptance -m "not soak and not alone" --durations=20 $(SIDE_BY_SIDE) $(ARGS)
	$(BIN)/pytest tests/acceptance -m "alone and not soak" --durations=20 $(ARGS)

# What a change is tried with before all of it: no processes, no thousands of cases.
quick: lint unit
	$(BIN)/pytest tests/engine -m "not slow and not soak" --durations=20 $(SIDE_BY_SIDE) $(ARGS)
	$(BIN)/pytest tests/acceptance -m "not slow and not soak" $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m bench $(ARGS)

# The exported schema; a test compares it with the code.
schema: $(READY)
	$(BIN)/graphsvc schema export

# Every page and file that is made from the code.
docs: $(READY)
	$(BIN)/python -m maintenance.docs

# Everything on each Python and each line of Neo4j that is here; says which are not.
matrix: $(READY)
	$(BIN)/python -m maintenance.matrix $(ARGS)

# The wheel, as it would be released.
wheel: $(READY)
	$(BIN)/python -m hatchling build -t wheel

# Pin what pyproject.toml asks for: for developers, and for those who run the service.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  --group dev pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  --constraint requirements.lock pyproject.toml --output-file requirements-runtime.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one by PYTHON=…") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing what requirements.lock pins …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
