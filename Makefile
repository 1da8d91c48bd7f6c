# Everything runs from .venv, which the first command makes. `make help` lists the targets.

PY := .venv/bin/python
REPORTS ?= samples/
ARGS ?=
# `make setup OCR=1` installs what reading scans needs, too.
OCR ?=

# Tools that send usage statistics are told not to.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED := False
# What another environment left in the shell must not reach into this one.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev load test lint format bench accuracy fuzz airflow lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## prepare .venv (OCR=1: for reading scans, too)
	@sh requirements/bootstrap.sh $(if $(OCR),ocr,run)

setup-dev:
	@sh requirements/bootstrap.sh dev

load: setup ## load the samples, or REPORTS="folder file …", into ./warehouse
	.venv/bin/gongkai load $(REPORTS)

test: setup-dev ## run all tests (ARGS="-k name" for some)
	$(PY) -m pytest -n auto --dist loadfile $(ARGS)

lint: setup-dev ## check style, types and SQL
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy extract dags
	.venv/bin/sqlfluff lint dbt_project

format: setup-dev ## put style right where a tool can
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: setup-dev ## measure speed and correctness on generated reports
	$(PY) -m tests.bench $(ARGS)

accuracy: setup-dev ## load reports of every format, compare them cell by cell, write docs/accuracy.md
	$(PY) -m tests.accuracy $(ARGS)

fuzz: setup-dev ## damage documents of every format and read them (ARGS="--seconds 600 --seed 7")
	$(PY) -m tests.fuzz $(ARGS)

airflow: setup ## start Airflow with the nightly schedule; Ctrl-C stops it
	$(PY) -m dags.serve

lock: setup-dev ## make the locks again (ARGS=--upgrade for newer versions)
	sh requirements/lock.sh .venv/bin/uv $(ARGS)

clean: ## remove .venv and everything that tools leave behind; warehouses stay
	rm -rf .venv .venv-compare build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf dbt_project/target dbt_project/logs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
