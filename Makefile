# `make demo` shows the product, `make test` proves it. `make` alone lists everything.

PORT ?= 8000
export PORT
MANAGE = .venv/bin/python manage.py

.PHONY: help install install-dev demo test bench lint format lock doctor messages
.DEFAULT_GOAL := help

help:
	@echo "make demo     the whole product with invented content, at http://127.0.0.1:$(PORT)/"
	@echo "make test     lint, types, contracts and every test, on SQLite and PostgreSQL"
	@echo "make bench    figures in one table, and in var/bench.json"
	@echo "make doctor   what is wrong with this installation, in plain words"
	@echo "make lint     only lint, types and import contracts"
	@echo "make format   put the code into the house style"
	@echo "make messages extract the texts of the interface, compile its translations"
	@echo "make lock     resolve pyproject.toml into requirements/*.txt anew"

install:
	@python=`sh tools/python.sh` && "$$python" tools/install.py

install-dev:
	@python=`sh tools/python.sh` && "$$python" tools/install.py --dev

demo: install
	@exec .venv/bin/python tools/demo.py

test: install-dev
	@.venv/bin/python tools/check.py

bench: install-dev
	@.venv/bin/python -m tests.benchmarks

lint: install-dev
	@.venv/bin/python tools/check.py --static

format: install-dev
	@.venv/bin/ruff check --fix-only --quiet . ; .venv/bin/ruff format .

messages: install-dev
	@.venv/bin/python tools/messages.py

lock: install-dev
	@.venv/bin/python tools/lock.py

doctor: install
	@$(MANAGE) doctor
