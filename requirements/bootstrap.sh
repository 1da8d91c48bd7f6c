#!/bin/sh
# Prepares .venv: `sh requirements/bootstrap.sh run` for what a load needs, `… ocr` for reading scans as well,
# `… dev` for tests and linters.
#
# There is one environment. run.lock is a subset of ocr.lock, and that of dev.lock, so an environment made for
# `dev` serves the others as well and is left as it is. A stamp named by the lock's hash says what is installed; when a
# stamp fits, this script returns at once.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() {
    for line in "$@"; do say "$line"; done
    exit 1
}
stamp_of() { echo "$venv/.locked-$1-$(sha256sum "requirements/$1.lock" | cut -c1-16)"; }

set_name=${1:-run}
case $set_name in
    run) larger="ocr dev" ;;
    ocr) larger=dev ;;
    dev) larger= ;;
    *) fail "usage: sh requirements/bootstrap.sh run|ocr|dev" ;;
esac
venv=$(pwd -P)/.venv
python=$venv/bin/python
lock=requirements/$set_name.lock
project_stamp=$venv/.project-$(sha256sum pyproject.toml | cut -c1-16)

is_locked() {
    for name in $set_name $larger; do
        if [ -e "$(stamp_of "$name")" ]; then return; fi
    done
    return 1
}
# The commands inside an environment hold its path: a checkout that was moved needs a new one.
is_in_place() { [ -x "$python" ] && grep -qsF "$venv" "$venv/pyvenv.cfg"; }
is_ready() { is_in_place && is_locked && [ -e "$project_stamp" ]; }

if is_ready; then exit 0; fi

# Two of these at once: the second waits, and then usually finds nothing left to do.
if command -v flock > /dev/null; then
    exec 9< requirements/bootstrap.sh
    flock 9
    if is_ready; then exit 0; fi
fi

# Nothing from outside may steer the installation into another place, or stop to ask.
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

find_python() {
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2> /dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

make_venv() {
    base=$(find_python) || fail \
        "No Python 3.11 (up to 3.14) found. On Debian 12: apt install python3 python3-venv" \
        "Or name one: make setup PYTHON=/path/to/python3.11"
    "$base" -m venv --clear "$venv" 9>&- || {
        rm -rf "$venv"
        fail "$base cannot make a virtual environment. On Debian: apt install python3-venv; then run make again."
    }
}

# uv is many times faster than pip but does not read pip's settings: hand it the index that pip is told to
# use, and the machine's certificates where there are some. Modules are compiled now, for some machines forbid Python to
# keep what it compiles, and each start of a command would take a second more there.
install_with_uv() {
    index=$("$python" -m pip config get global.index-url 2> /dev/null || echo "${PIP_INDEX_URL:-}")
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
    certificates=
    if [ -s /etc/ssl/certs/ca-certificates.crt ]; then certificates=--system-certs; fi
    # shellcheck disable=SC2086 # empty or one flag
    "$python" -m pip install --quiet --no-deps --require-hashes -r requirements/boot.lock &&
        "$venv/bin/uv" pip sync --quiet --no-config --compile-bytecode $certificates --python "$python" \
            --require-hashes "$lock"
}

# Without --no-deps pip refuses hashed requirements that have extras.
install_with_pip() { "$python" -m pip install --quiet --no-deps --require-hashes -r "$lock"; }

install_lock() {
    say "Installing the locked packages ($lock) into .venv …"
    rm -f "$venv"/.locked-* "$venv"/.project-*
    if install_with_uv; then return; fi
    say "The fast way did not work; going on with plain pip, which takes a few minutes …"
    install_with_pip || fail \
        "The packages could not be installed. The lines above say why; the usual reasons:" \
        "  no network, or a package index that cannot be reached (pip's own settings are used: pip config list)" \
        "  no room left on the disk (about 2 GB are needed)" \
        "What is installed already stays; run make again to go on."
}

# Neither reaches for the network: the build backend is in the lock.
install_project() {
    rm -f "$venv"/.project-*
    "$venv/bin/uv" pip install --quiet --no-config --offline --python "$python" \
        --no-deps --no-build-isolation --reinstall-package gongkai-warehouse --editable . 2> /dev/null ||
        "$python" -m pip install --quiet --no-index --no-deps --no-build-isolation --editable . ||
        fail "The project itself could not be installed into .venv; the lines above say why."
}

if ! is_in_place || ! "$python" -m pip --version > /dev/null 2>&1; then make_venv; fi
if ! is_locked; then
    install_lock
    : > "$(stamp_of "$set_name")"
fi
install_project
: > "$project_stamp"
say "Ready: .venv"
