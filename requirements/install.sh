#!/bin/sh
# install.sh run|dev: puts the pinned versions and this checkout into .venv, or does nothing if they are there.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/$1.txt
python=.venv/bin/python

# What is installed is what these files said; dev holds everything that run does.
wanted() { cat "requirements/pip.txt" "requirements/$1.txt" pyproject.toml; }
installed() { [ -f ".venv/installed-$1" ] && wanted "$1" | cmp -s - ".venv/installed-$1"; }
if $python -c '' 2>/dev/null && { installed dev || installed "$1"; }; then
    exit 0
fi

good='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
found=
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$name" -c "$good" 2>/dev/null; then
        found=$name
        break
    fi
done
if [ -z "$found" ]; then
    echo "No Python 3.11 or newer with venv was found. Install one (Debian and Ubuntu: apt install python3 python3-venv;" >&2
    echo "macOS and Windows: python.org), or name yours: make ${2:-demo} PYTHON=/path/to/python3.12" >&2
    exit 1
fi

echo "Setting up .venv with $("$found" --version): pinned versions of $lock, about a minute the first time."
$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || "$found" -m venv --clear .venv
rm -f .venv/installed-*
pip() { $python -m pip --disable-pip-version-check --quiet "$@"; }
pip install --require-hashes -r requirements/pip.txt
pip install --require-hashes -r "$lock"
pip install --no-deps --no-build-isolation --editable .
wanted "$1" > ".venv/installed-$1"
