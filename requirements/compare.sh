#!/bin/sh
# Makes .venv-compare for `make bench`: the readers of others, from their own lock, beside the project's environment.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/compare.lock
stamp=.venv-compare/.locked-$(sha256sum "$lock" | cut -c1-16)
if [ -e "$stamp" ]; then exit 0; fi
echo "Installing the readers that ours are measured beside ($lock) into .venv-compare …" >&2
.venv/bin/python -m venv --clear .venv-compare
index=$(.venv/bin/python -m pip config get global.index-url 2> /dev/null || echo "${PIP_INDEX_URL:-}")
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
.venv/bin/uv pip sync --quiet --no-config --python .venv-compare/bin/python --require-hashes "$lock"
: > "$stamp"
