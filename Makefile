# Two commands matter: `make demo` (try it) and `make test` (prove it).
# Everything sets itself up in .venv from the pinned, hashed lock files in locks/.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test test-fast test-full run check format lint lock clean

demo: .venv/rehearse.done  ## the bot, a local Telegram and a page to be several people on
	@$(BIN)/python -m bot rehearse

test: .venv/dev.done lint  ## every check and every test of the ordinary run
	@$(BIN)/python -m pytest -n 2 -m "not slow and not crash and not browser and not install and not full"
	@$(BIN)/python -m pytest -n 2 -m "slow and not full"
	@$(BIN)/python -m pytest -p no:randomly -m "(crash or browser or install) and not full"

test-fast: .venv/dev.done  ## the quick tests only, under a minute
	@$(BIN)/python -m pytest -n 2 -m "not slow and not crash and not browser and not install and not full"

test-full: .venv/dev.done  ## the full figures of the promises (200 kills, 400 power cuts, …); long
	@$(BIN)/python -m pytest -p no:randomly -m "full"

run: .venv/run.done  ## the bot on Telegram; needs RINNALLA_TELEGRAM_TOKEN
	@$(BIN)/python -m bot run

check: .venv/run.done
	@$(BIN)/python -m bot check

format: .venv/dev.done
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: .venv/dev.done
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports && $(BIN)/basedpyright

.venv/%.done: locks/%.txt pyproject.toml
	@test -x $(BIN)/python || { echo "Making .venv …"; $(PYTHON) -m venv .venv; }
	@echo "Installing the pinned packages of locks/$*.txt …"
	@$(PIP) --require-hashes -r locks/$*.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

lock: .venv/dev.done  ## resolve the newest allowed versions again, with hashes
	@$(PIP) uv
	@for set in "dev --extra rehearsal --extra semantic --group dev" "rehearse --extra rehearsal" "run"; do \
	  set -- $$set; name=$$1; shift; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade \
	    pyproject.toml --group build "$$@" $$([ $$name = dev ] || echo "--constraint locks/dev.txt") -o locks/$$name.txt || exit 1; \
	done

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache
