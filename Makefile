# Everything starts here. A bare machine needs python3, python3-venv and make.

PYTHON ?= python3
PORT ?= 8000
PASSWORD ?= ieum-demo
OUT ?= var/demo
SERVE ?= 1
DOCUMENTS ?=
SEED ?=
ONLY ?=
DATABASE_URL ?=

BIN := .venv/bin
CHROMIUM := $(shell command -v chromium)
MANAGE := $(BIN)/python manage.py
SYNC := $(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements/bootstrap.lock
EXPORT := $(BIN)/uv export --quiet --frozen --no-emit-project --no-header --no-emit-index-url --no-emit-find-links
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help setup demo run test lint bench lock

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

setup: .venv/$(if $(DATABASE_URL),.nation,.base) ## what the product needs, into .venv; its PostgreSQL driver too if DATABASE_URL is set

demo: setup ## live through a whole outage, then serve it (SERVE=0: do not; DOCUMENTS=40 SEED=… OUT=var/demo)
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) load_seeds --password $(PASSWORD)
	$(MANAGE) rehearse --out $(OUT) $(if $(DOCUMENTS),--documents $(DOCUMENTS)) $(if $(SEED),--seed $(SEED))
	@printf '%s\n' '' '주소  http://127.0.0.1:$(PORT)   비밀번호(모두)  $(PASSWORD)' \
	    '창구 clerk1 · 둘째 창구 clerk2 · 민원팀장 supervisor1 · 기관장 head1 (청운효자동)' \
	    '본부 작성 hq-draft · 본부 승인 hq-approve · 본부 상황관리 hq-watch'
ifneq ($(SERVE),0)
	$(BIN)/honcho start --port $(PORT)
endif

run: setup ## serve what is there (PORT=8000)
	$(MANAGE) migrate --verbosity 0
	$(BIN)/honcho start --port $(PORT)

test: .venv/.dev ## every test; in a browser where chromium is there, on PostgreSQL where DATABASE_URL names one
	@test -n "$(CHROMIUM)" || echo 'tests/browser is left out: it needs chromium (apt-get install chromium)'
	@test -n "$(DATABASE_URL)" || echo 'PostgreSQL is left out: DATABASE_URL=postgresql://user@host/database make test'
	$(BIN)/python -m pytest $(if $(CHROMIUM),,--ignore=tests/browser)

lint: .venv/.dev ## style, arrows between layers, types, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	DJANGO_SETTINGS_MODULE=config.settings.test $(MANAGE) check --fail-level WARNING
	DJANGO_SETTINGS_MODULE=config.settings.test $(MANAGE) makemigrations --check --dry-run

bench: .venv/.bench ## ours beside a peer, one JSON object a line (ONLY=name)
	DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python -m tests.benchmarks $(ONLY)

lock: .venv/.dev ## pin pyproject.toml's dependencies anew
	$(BIN)/uv lock --upgrade
	$(EXPORT) --no-default-groups --output-file requirements/base.lock
	$(EXPORT) --no-default-groups --extra postgres --extra redis --output-file requirements/nation.lock
	$(EXPORT) --only-group dev --output-file requirements/dev.lock
	$(EXPORT) --only-group bench --output-file requirements/bench.lock
	$(EXPORT) --only-group bootstrap --output-file requirements/bootstrap.lock

# A sync takes away what it does not name, so each stamp knows which others it undoes or fulfils.
.venv/.bootstrap: requirements/bootstrap.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

.venv/.base: .venv/.bootstrap requirements/base.lock
	rm -f .venv/.nation .venv/.dev .venv/.bench
	$(SYNC) requirements/base.lock
	touch $@

.venv/.nation: .venv/.bootstrap requirements/nation.lock
	rm -f .venv/.dev .venv/.bench
	$(SYNC) requirements/nation.lock
	touch .venv/.base $@

# Development can test on PostgreSQL too: the nation's lock is the base and its drivers.
.venv/.dev: .venv/.bootstrap requirements/nation.lock requirements/dev.lock
	rm -f .venv/.bench
	$(SYNC) requirements/nation.lock requirements/dev.lock
	touch .venv/.base .venv/.nation $@

.venv/.bench: .venv/.bootstrap requirements/nation.lock requirements/dev.lock requirements/bench.lock
	$(SYNC) requirements/nation.lock requirements/dev.lock requirements/bench.lock
	touch .venv/.base .venv/.nation .venv/.dev $@
