# make demo   sets up and serves five consortia with demo data on http://127.0.0.1:8000
# make test   sets up and runs the quick suite
# make check  adds lint, types, contracts and the proofs' short form
PY ?= python3
PORT ?= 8000
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS = never
export VIRTUAL_ENV = $(CURDIR)/.venv

.PHONY: setup demo test check journeys proofs clean

setup: .venv/.base

$(BIN)/uv: requirements/bootstrap.txt
	@$(PY) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 以上 / Python 3.11 or newer is needed")'
	@$(PY) -c 'import ensurepip' 2>/dev/null || { echo "缺少 venv：在 Debian/Ubuntu 上请先安装 python3-venv / install python3-venv first"; exit 1; }
	$(PY) -m venv .venv
	$(BIN)/python -m pip install -q --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/.base: $(BIN)/uv requirements/base.txt pyproject.toml
	$(BIN)/uv pip install -q --require-hashes -r requirements/base.txt
	$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@$(BIN)/python scripts/messages.py --compile
	@touch $@

.venv/.dev: .venv/.base requirements/dev.txt
	$(BIN)/uv pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/.base
	$(BIN)/python scripts/messages.py --compile
	$(BIN)/silian demo --port $(PORT)

test: .venv/.dev
	@$(BIN)/python scripts/messages.py --compile
	$(BIN)/python -m pytest -n 2

journeys: .venv/.dev
	@$(BIN)/python scripts/messages.py --compile
	$(BIN)/python -m pytest -m journey tests/journeys

proofs: .venv/.dev
	$(BIN)/python -m pytest -m slow tests

check: .venv/.dev test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check src tests benchmarks scripts
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/silian docs --check
	$(BIN)/python -m pytest -m slow -n 2 tests

clean:
	rm -rf .venv var
