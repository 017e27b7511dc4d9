#!/usr/bin/env bash
# The published command line `zuora-aqua-client-cli` in an environment of its own, for the test that drives Sluice with it.
#
#   zacc.sh install    make the environment in the cache; quick when it is there already
#   zacc.sh python     print the path of its Python, fail when it is not installed
#
# Nothing runs in the background: there is nothing to start or stop.
set -euo pipefail

readonly NAME=zuora-aqua-client-cli
readonly VERSION=1.4.0
readonly PACKAGES=("zuora-aqua-client-cli==$VERSION")

source "$(dirname "${BASH_SOURCE[0]}")/python-environment.sh"

case "${1:-}" in
  install) install ;;
  python) program python ;;
  *) fail "usage: zacc.sh install | python" ;;
esac
