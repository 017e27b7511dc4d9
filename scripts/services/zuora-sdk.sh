#!/usr/bin/env bash
# The published Python client `zuora-sdk` in an environment of its own, for the test that drives Sluice with it.
#
#   zuora-sdk.sh install    make the environment in the cache; quick when it is there already
#   zuora-sdk.sh python     print the path of its Python, fail when it is not installed
#
# Nothing runs in the background: there is nothing to start or stop.
# Environment: SLUICE_SERVICES_CACHE (default sluice-services in $XDG_CACHE_HOME or ~/.cache: `npm ci` leaves it alone).
set -euo pipefail

readonly VERSION=3.13.0

readonly HOME_DIR="${SLUICE_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice-services}/zuora-sdk-$VERSION"

fail() {
  echo "zuora-sdk: $*" >&2
  exit 1
}

install() {
  [ -f "$HOME_DIR/complete" ] && return
  command -v python3 >/dev/null || fail "python3 is needed"
  rm -rf "$HOME_DIR"
  python3 -m venv "$HOME_DIR" || fail "python3 could not make an environment (on Debian: package python3-venv)"
  "$HOME_DIR/bin/pip" install --quiet --disable-pip-version-check "zuora-sdk==$VERSION" ||
    fail "pip could not install zuora-sdk $VERSION"
  touch "$HOME_DIR/complete"
}

case "${1:-}" in
  install) install ;;
  python)
    [ -f "$HOME_DIR/complete" ] || fail "not installed yet: run zuora-sdk.sh install"
    echo "$HOME_DIR/bin/python"
    ;;
  *) fail "usage: zuora-sdk.sh install | python" ;;
esac
