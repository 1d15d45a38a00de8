# Needs Python 3.11 or newer and nothing else; everything is installed into .venv in this folder.
.POSIX:
.PHONY: demo test check format lock clean

demo: ## serve a small blog on this machine, archive it, show the CSV
	@sh requirements/install.sh run demo
	@.venv/bin/hcsm demo

test: ## all tests
	@sh requirements/install.sh dev test
	.venv/bin/python -m pytest -n auto --dist loadfile

check: ## format, lint, types, floors, tests
	@sh requirements/install.sh dev check
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/python -m pytest -q tests/test_floors.py
	.venv/bin/python -m pytest -n auto --dist loadfile

format: ## rewrite the files in the house's format
	@sh requirements/install.sh dev format
	.venv/bin/ruff format
	.venv/bin/ruff check --fix

# Only for maintainers: write the pinned versions anew (the one step that needs uv).
UV = uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock:
	$(COMPILE) requirements/pip.in -o requirements/pip.txt
	$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt

clean: ## remove what make installed and made
	rm -rf .venv dist hcsm-demo .mypy_cache .pytest_cache .ruff_cache .hypothesis
