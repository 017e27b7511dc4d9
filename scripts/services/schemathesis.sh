#!/usr/bin/env bash
# PyPI's `schemathesis` in an environment of its own, for the test that fuzzes every route of /openapi.json.
#
#   schemathesis.sh install    make the environment in the cache; quick when it is there already
#   schemathesis.sh path       print the path of the program, fail when it is not installed
#
# Nothing runs in the background: there is nothing to start or stop.
set -euo pipefail

readonly NAME=schemathesis
readonly VERSION=4.32.5
# What makes its data: another version would make other data of the same seed.
readonly HYPOTHESIS=6.170.17
readonly PACKAGES=("schemathesis==$VERSION" "hypothesis==$HYPOTHESIS")

source "$(dirname "${BASH_SOURCE[0]}")/python-environment.sh"

case "${1:-}" in
  install) install ;;
  path) program schemathesis ;;
  *) fail "usage: schemathesis.sh install | path" ;;
esac
