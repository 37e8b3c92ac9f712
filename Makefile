# Everything a newcomer needs: make run · make upgrade · make test · make quick · make check · make bench · make truth · make messages · make lock · make admin
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
BIND ?= 127.0.0.1:$(PORT)
ALLOWED_HOSTS ?= localhost 127.0.0.1 [::1]
RUN := HTTPS=false ALLOWED_HOSTS="$(ALLOWED_HOSTS)"
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help run upgrade admin test quick properties fuzz faults test-postgres coverage mutants check secrets audit sbom format bench truth pictures messages lock clean

help:
	@echo "make run    the site on real data, at http://127.0.0.1:$(PORT)"
	@echo "make upgrade   an older installation: the new catalogue, edits kept, as a new release"
	@echo "make test   the whole suite"
	@echo "make quick  the suite without the browser and the properties: a third of the time"
	@echo "make properties   the properties, with a thousand new examples each"
	@echo "make fuzz   ten thousand hostile cases for every form, address, command and file reader"
	@echo "make test-postgres   what touches the database or the cache, on DATABASE_URL and CACHE_URL"
	@echo "make faults   what the site stands on is broken while it serves: PostgreSQL, Redis, a node, the disk"
	@echo "make coverage   the whole suite, and how much of the code it runs"
	@echo "make mutants   which changes of the code no test notices (takes hours)"
	@echo "make check  format, lint, types, import contracts, templates, migrations, deployment"
	@echo "make secrets   what looks like a password or key in a file of the repository"
	@echo "make audit  known weaknesses of the locked packages (asks the advisory database: needs the network)"
	@echo "make sbom   sbom.json: every locked package, as CycloneDX"
	@echo "make bench  speed against the peers, as ratios"
	@echo "make truth  how true and how sure the answer is, beside other models (a minute)"
	@echo "make admin  an account for the admin"
	@echo "make pictures   the README's pictures, taken of a site at SITE=http://127.0.0.1:$(PORT)"
	@echo "make messages   the texts of templates and code into hubs/locale, for translators (needs GNU gettext)"
	@echo "make lock   new lock files from pyproject.toml"

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Relocate needs Python 3.11 or newer: '$(PYTHON)' was not found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Relocate needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python could not make a virtual environment (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }

$(VENV)/.runtime: requirements.lock | $(BIN)/python
	@echo "Installing the locked packages (once) ..."
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	@echo "Installing the locked development packages (once) ..."
	@$(INSTALL) -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime

# The site: database, catalogue and static files are brought up to date, then served.
run: $(VENV)/.runtime
	@$(BIN)/python -c 'import sys; from gunicorn.util import parse_address; from relocate.server import refuse_a_taken_port as refuse; refuse([parse_address(sys.argv[1])])' "$(BIND)" || { echo "Stop what uses it, or run make run PORT=8001."; exit 1; }
	@$(RUN) $(BIN)/python manage.py prepare
	@echo "Relocate is at http://$(BIND)/ (Ctrl+C stops it). To curate the data: make admin, then http://$(BIND)/admin/"
	@$(RUN) BIND="$(BIND)" exec $(BIN)/gunicorn --config relocate/server.py --log-level warning relocate.wsgi

# An installation that serves an older release: the new catalogue, admins' edits kept, as a new release.
upgrade: $(VENV)/.runtime
	@$(RUN) $(BIN)/python manage.py prepare --publish

admin: $(VENV)/.runtime
	@$(RUN) $(BIN)/python manage.py prepare
	@$(RUN) $(BIN)/python manage.py createsuperuser

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -m "not faults" $(ARGS)

quick: $(VENV)/.dev
	@$(BIN)/python -m pytest -m "not browser and not properties and not faults" $(ARGS)

# One after the other: each has servers of its own, and they take all processors there are.
faults: $(VENV)/.dev
	@$(BIN)/python -m pytest -n0 -m faults $(ARGS)

properties: $(VENV)/.dev
	@HYPOTHESIS_PROFILE=properties $(BIN)/python -m pytest -m properties $(ARGS)

# Cases are new in every run; what fails is printed with what brings it back.
fuzz: $(VENV)/.dev
	@HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest -m fuzz $(ARGS)

test-postgres: $(VENV)/.dev
	@test -n "$$DATABASE_URL" || { echo "make test-postgres needs DATABASE_URL=postgresql://..., and may have CACHE_URL=redis://..."; exit 1; }
	@$(BIN)/python -m pytest -m stored $(ARGS)

coverage: $(VENV)/.dev
	@$(BIN)/python -m pytest -m "not faults" --cov --cov-report=term:skip-covered $(ARGS)

mutants: $(VENV)/.dev
	@$(BIN)/mutmut run $(ARGS)
	@$(BIN)/mutmut results

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/python -W error -W "ignore:Got an error checking a consistent" manage.py makemigrations --check --dry-run
	$(BIN)/python -W error manage.py check --deploy --fail-level WARNING

# What is allowed stands in .secrets.baseline as hashes: placeholders of documents, passwords of tests.
secrets: $(VENV)/.dev
	@git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline

# Strict: a package that could not be looked up fails the audit. Without it nothing found reads as nothing wrong.
AUDIT := pip-audit --strict --require-hashes --disable-pip --progress-spinner off
audit: $(VENV)/.dev
	@for lock in requirements.lock requirements-dev.lock; do \
	    $(BIN)/$(AUDIT) --requirement $$lock $(ARGS) || { echo "$$lock is not known to be sound: see above. Without the network nothing can be audited."; exit 1; }; \
	done

SBOM := cyclonedx-py requirements --pyproject pyproject.toml --mc-type application --output-format JSON --spec-version 1.6 --output-reproducible
sbom: $(VENV)/.dev
	@$(BIN)/$(SBOM) --output-file sbom.json requirements.lock
	@echo "sbom.json names every package that the site runs on."

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

bench: $(VENV)/.dev
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench

# On the fixtures, with the calibration that stands beside them; after a change of either:
# manage.py calibrate --write fixtures/calibration.json
truth: $(VENV)/.dev
	@env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.truth

SITE ?= http://127.0.0.1:$(PORT)
pictures: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.screenshots $(SITE)

LOCALES := DJANGO_SETTINGS_MODULE=relocate.settings $(RUN) $(BIN)/python -c "import django; django.setup(); from django.utils.translation import to_locale; from hubs import languages; print(*(f'--locale {to_locale(code)}' for code in languages.OTHERS))"

# What the site says, collected for its translators and compiled. Both kinds of file are in the repository, so that
# the site itself needs no gettext.
messages: $(VENV)/.runtime
	@command -v xgettext >/dev/null 2>&1 || { echo "Collecting messages needs GNU gettext (on Debian and Ubuntu: apt install gettext)."; exit 1; }
	@$(RUN) $(BIN)/python manage.py makemessages $$($(LOCALES)) --extension html,py,svg,txt --add-location file --no-wrap --no-obsolete --ignore tests --ignore $(VENV)
	@for file in hubs/locale/*/LC_MESSAGES/django.po; do grep -v '^"POT-Creation-Date' $$file > $$file.new && mv $$file.new $$file; done
	@$(RUN) $(BIN)/python manage.py compilemessages --ignore $(VENV)

# The locks name no package host, so that they hold wherever the packages come from. Each is for every Python from 3.11.0 on.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11
lock: $(VENV)/.dev
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) staticfiles local .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage mutants
