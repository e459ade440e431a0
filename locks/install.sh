#!/bin/sh
# Installs Rinnalla for running, and nothing else, into a new virtual environment:
#     sh locks/install.sh /venv
# The Dockerfile and tests/test_install.py both do exactly this. Every package is pinned by
# hash; what only builds the package is taken out again at the end.
set -eu
venv=$1
cd "$(dirname "$0")/.."
python3 -m venv "$venv"
pip="$venv/bin/python -m pip --disable-pip-version-check"
$pip install --quiet --require-hashes -r locks/run.txt
$pip install --quiet --no-deps --no-build-isolation .
$pip uninstall --quiet --yes hatchling editables trove-classifiers pathspec pluggy tomlkit
$pip uninstall --quiet --yes setuptools pip
