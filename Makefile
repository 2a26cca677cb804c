# Everything a newcomer needs: `make crawl`, then `make test`. Needs python3 >= 3.11 with venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input install
# uv is wanted for `make lock` only; it is pinned so that two people write the same file.
UV := uv==0.13.9
LOCK := .venv/lock/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Typed values reach the shell as environment, so a URL may hold any character.
crawl: export CRAWL_URL = $(value URL)

.PHONY: crawl test check soak lock clean
.DEFAULT_GOAL := crawl

# make crawl URL=https://paper.example/ ARGS="--max-pages 50"; without URL the made-up site is crawled
crawl: .venv/.installed
	@if [ -n "$$CRAWL_URL" ]; then \
		$(BIN)/newscrawl crawl "$$CRAWL_URL" $(ARGS); \
	else \
		$(BIN)/newscrawl demo $(ARGS); \
	fi

# All that must hold before a commit; pytest's closing line is the last one printed.
test: check .venv/.installed-judges
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.installed-dev
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary
	@echo $(BIN)/lint-imports
	@$(BIN)/lint-imports --no-logo >.venv/lint.log 2>&1 || { cat .venv/lint.log; exit 1; }

# Long sweeps with many made-up inputs; minutes, not seconds.
soak: .venv/.installed-dev
	$(BIN)/python -m pytest -m soak $(ARGS)

# The stamp names the folder it was made for: a .venv that was moved or copied is made anew, since its
# scripts would run the old folder's code.
MOVED := $(shell [ ! -f .venv/.installed ] || [ "$$(cat .venv/.installed)" = "$$(pwd)" ] || echo moved)

.PHONY: moved
moved:
	@rm -rf .venv

.venv/.installed: requirements.lock pyproject.toml $(MOVED)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "newscrawl: needs Python 3.11 or newer, found $$($(PYTHON) -V 2>&1 | head -n 1); try make PYTHON=python3.12" >&2; exit 1; }
	@[ -x $(BIN)/python ] || { rm -rf .venv; $(PYTHON) -m venv .venv >/dev/null 2>&1; } || \
		{ rm -rf .venv; echo "newscrawl: cannot make .venv with $(PYTHON) -m venv; on Debian: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv (once) …"
	@$(call install,requirements.lock)
	@$(PIP) --no-deps --no-build-isolation --editable . 2>.venv/setup.log || { $(failed); }
	@pwd >$@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Adding the tools for development (once) …"
	@$(call install,requirements-dev.lock)
	@touch $@

# Other programs that read archives. Their pins do not go with ours, so they have an environment of
# their own; without it, as on a machine without network, their tests are skipped.
JUDGES := .venv/judges/bin/python -m pip --quiet --disable-pip-version-check --no-input install \
	--no-deps --require-hashes --only-binary :all:

.venv/.installed-judges: requirements-judges.lock .venv/.installed-dev
	@echo "Adding the judges of archives (once) …"
	@{ $(PYTHON) -m venv .venv/judges && \
		sed -n '/^setuptools==/,/[^\]$$/p' $< >.venv/judges/first.lock && \
		$(JUDGES) -r .venv/judges/first.lock && \
		$(JUDGES) --no-binary surt --no-build-isolation -r $< && \
		touch $@; } >.venv/judges.log 2>&1 || \
		{ rm -rf .venv/judges; echo "newscrawl: they cannot be installed, their tests are skipped; see .venv/judges.log" >&2; }

install = $(PIP) --require-hashes --only-binary :all: -r $(1) 2>.venv/setup.log || { $(failed); }
failed = echo "newscrawl: installation failed: $$(grep -m 1 ^ERROR .venv/setup.log || echo see .venv/setup.log)" >&2; exit 1

# Keeps pins that still fit; `make lock ARGS=--upgrade` takes the newest. The build backend is locked
# too, so that installing the project itself fetches nothing unseen.
lock:
	@[ -x .venv/lock/bin/uv ] || { $(PYTHON) -m venv .venv/lock && .venv/lock/bin/python -m pip -q install $(UV); }
	@printf 'hatchling\neditables\n' | $(LOCK) $(ARGS) pyproject.toml - -o requirements.lock
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["dev"], sep="\n")' \
		| $(LOCK) $(ARGS) -c requirements.lock - -o requirements-dev.lock
	@printf 'cdxj-indexer\npywb\nsetuptools<81\nwacz\n' | $(LOCK) $(ARGS) - -o requirements-judges.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
	find . -name __pycache__ -prune -exec rm -rf {} +
