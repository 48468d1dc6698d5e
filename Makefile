# One line of help each: `make`.
SHELL := /bin/bash
PYTHON := .venv/bin/python
COMPILE := $(abspath .venv/bin/uv) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url

# Without compiled modules kept beside their sources, every start would compile them anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test fast lint docs bench soak shots requirements messages for-test

PORT ?= 8000
# Further words for the script behind a target: make test ARGS="--only sqlite -- tests/flow".
ARGS ?=

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is needed, tell the demo story, start web and jobs, print the sign-ins (PORT=8001)
	@scripts/port-is-free "$(PORT)"
	@scripts/system-packages run
	@scripts/environment run
	@.venv/bin/guanjia run --port "$(PORT)" $(ARGS)

test: for-test ## everything, on SQLite and on PostgreSQL and in a real browser
	@scripts/test $(ARGS)

fast: ## the pure tests: rules, rota, architecture (under 20 seconds)
	@scripts/system-packages run
	@scripts/environment test
	@scripts/test --only pure --quick $(ARGS)

lint: for-test ## every check that runs no test
	@scripts/lint $(ARGS)

docs: for-test ## write the generated pages of docs/ anew
	@scripts/docs

bench: for-test ## measure, and print the figures with the machine they were taken on
	@scripts/bench $(ARGS)

soak: for-test ## tell the demo story hundreds of times, kill the house 100 times on each database, fuzz for long
	@scripts/soak $(ARGS)

shots: for-test ## photograph every page at 1440 and 390 pixels into shots/
	@scripts/shots $(ARGS)

requirements: for-test ## pin requirements/*.in anew with hashes (UPGRADE=1 takes newer releases)
	@cd requirements && for name in tools run; do \
		$(COMPILE) $(if $(UPGRADE),--upgrade) $$name.in --output-file $$name.txt; done
	@cd requirements && for name in dev bench; do \
		$(COMPILE) $(if $(UPGRADE),--upgrade) --constraint run.txt $$name.in --output-file $$name.txt; done

messages: for-test ## compile the translations and name every message that lacks its Chinese
	@scripts/messages check

for-test:
	@scripts/system-packages test
	@scripts/environment test
