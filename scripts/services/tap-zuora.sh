#!/usr/bin/env bash
# The published Singer tap `tap-zuora` in an environment of its own, for the test that syncs from Sluice with it.
#
#   tap-zuora.sh install    make the environment in the cache; quick when it is there already
#   tap-zuora.sh python     print the path of its Python, fail when it is not installed
#
# Nothing runs in the background: there is nothing to start or stop.
set -euo pipefail

readonly NAME=tap-zuora
readonly VERSION=1.6.1
readonly PACKAGES=("tap-zuora==$VERSION")

source "$(dirname "${BASH_SOURCE[0]}")/python-environment.sh"

case "${1:-}" in
  install) install ;;
  python) program python ;;
  *) fail "usage: tap-zuora.sh install | python" ;;
esac
