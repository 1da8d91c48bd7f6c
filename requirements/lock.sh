#!/bin/sh
# Makes the locks again: `sh requirements/lock.sh UV [--upgrade]`, called by `make lock`.
# dev.lock is resolved first and constrains the others, so that all agree.
# The flags keep every address of a package index out of the files.
set -eu
uv=$1
shift
compile() {
    "$uv" pip compile --quiet --no-config --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}

compile requirements/dev.in -o requirements/dev.lock "$@"
compile requirements/ocr.in -c requirements/dev.lock -o requirements/ocr.lock
compile requirements/run.in -c requirements/dev.lock -o requirements/run.lock
compile requirements/boot.in -c requirements/dev.lock -o requirements/boot.lock
compile requirements/compare.in -o requirements/compare.lock "$@"

if grep -nE '://| @ ' requirements/*.lock; then
    echo "A lock names a host or a path: see the lines above." >&2
    exit 1
fi
