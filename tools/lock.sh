#!/bin/sh
# Renew both lock files from pyproject.toml: every platform, every Python from 3.11 on, hashes, no addresses.
# `sh tools/lock.sh --upgrade` moves everything to the newest versions; without it only what has to change changes.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/lock/bin/uv
test -x "$uv" || { .venv/bin/python -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv; }
compile() {
    "$uv" pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}
compile --group build --output-file requirements.lock "$@"
compile --group build --group test --constraint requirements.lock --output-file requirements-test.lock "$@"
