# Everything that one does with Sightline. Needs Python 3.11 or newer; the rest is installed into .venv and var.

PYTHON ?= python3
ARGS ?=
BOOTSTRAP = $(PYTHON) okr_site/embedded/bootstrap.py
SIGHTLINE = exec .venv/bin/python -m okr_site.embedded
CHECKS = exec .venv/bin/python -m okr_site.embedded.checks
COMPILE = .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url $(UPGRADE)

.PHONY: run test proof pytest bench format lock clean

run:  ## Start everything on http://127.0.0.1:8000 (PORT=…)
	@$(BOOTSTRAP) run
	@$(SIGHTLINE) run

test:  ## Every check and every quick test
	@$(BOOTSTRAP) dev
	@$(CHECKS) test

proof:  ## The tests that take longer
	@$(BOOTSTRAP) dev
	@$(CHECKS) proof

pytest:  ## Some tests: make pytest ARGS="tests/objectives -k weight"
	@$(BOOTSTRAP) dev
	@$(CHECKS) pytest $(ARGS)

bench:  ## How long things take, as ratios of one run
	@$(BOOTSTRAP) dev
	@$(CHECKS) pytest tests/bench -q -o "python_files=bench_*.py" $(ARGS)

format:
	@$(BOOTSTRAP) dev
	@.venv/bin/python -m ruff format .
	@.venv/bin/python -m ruff check --fix .

lock:  ## Write down what pyproject.toml asks for (UPGRADE=--upgrade for the newest)
	@$(BOOTSTRAP) dev
	@$(COMPILE) pyproject.toml -o requirements/run.txt
	@$(COMPILE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	@echo uv | $(COMPILE) - -c requirements/dev.txt -o requirements/uv.txt

clean:  ## Stop what runs and delete .venv, var and every cache
	@if [ -x .venv/bin/python ]; then .venv/bin/python -m okr_site.embedded stop; fi
	rm -rf .venv var static_root .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
