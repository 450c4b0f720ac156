# `make demo` and `make test` are all a newcomer needs: each makes .venv first.
PYTHON ?= python3
SERVE ?= 1
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: demo test setup lock clean

demo: $(VENV)/demo.stamp
	$(RUN) -m holdfire demo $(if $(filter 0,$(SERVE)),--no-serve,--serve)

test: setup
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m pytest -n logical --maxprocesses 4 --dist loadfile -m "not slow and not browser"

setup: $(VENV)/dev.stamp

$(VENV)/%.stamp: requirements/%.txt pyproject.toml
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# For maintainers: pins every package with its hashes, for every platform, and names no host.
lock:
	$(PYTHON) -m pip install --quiet uv
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --extra evidence --extra excel --extra identities --extra link --extra pdf --extra postgres --extra read \
	  --extra vault --extra web --extra word --extra dev pyproject.toml -o requirements/dev.txt
	printf 'hatchling\neditables\n' | $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url --no-annotate --extra excel --extra pdf --extra read \
	  --extra web --extra word -c requirements/dev.txt pyproject.toml - -o requirements/demo.txt

clean:
	rm -rf $(VENV) demo
