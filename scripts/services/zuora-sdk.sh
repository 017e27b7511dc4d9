#!/usr/bin/env bash
# The published Python client `zuora-sdk` in an environment of its own, for the test that drives Sluice with it.
#
#   zuora-sdk.sh install    make the environment in the cache; quick when it is there already
#   zuora-sdk.sh python     print the path of its Python, fail when it is not installed
#
# Nothing runs in the background: there is nothing to start or stop.
set -euo pipefail

readonly NAME=zuora-sdk
readonly VERSION=3.13.0
readonly PACKAGES=("zuora-sdk==$VERSION")

source "$(dirname "${BASH_SOURCE[0]}")/python-environment.sh"

case "${1:-}" in
  install) install ;;
  python) program python ;;
  *) fail "usage: zuora-sdk.sh install | python" ;;
esac
