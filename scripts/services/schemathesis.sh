#!/usr/bin/env bash
# PyPI's `schemathesis` in an environment of its own, for the test that fuzzes every route of /openapi.json.
#
#   schemathesis.sh install    make the environment in the cache; quick when it is there already
#   schemathesis.sh path       print the path of the program, fail when it is not installed
#
# Nothing runs in the background: there is nothing to start or stop.
# Environment: SLUICE_SERVICES_CACHE (default sluice-services in $XDG_CACHE_HOME or ~/.cache: `npm ci` leaves it alone).
set -euo pipefail

readonly VERSION=4.32.5
# What makes its data: another version would make other data of the same seed.
readonly HYPOTHESIS=6.170.17

readonly HOME_DIR="${SLUICE_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice-services}/schemathesis-$VERSION"

fail() {
  echo "schemathesis: $*" >&2
  exit 1
}

install() {
  [ -f "$HOME_DIR/complete" ] && return
  command -v python3 >/dev/null || fail "python3 is needed"
  rm -rf "$HOME_DIR"
  python3 -m venv "$HOME_DIR" || fail "python3 could not make an environment (on Debian: package python3-venv)"
  "$HOME_DIR/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$VERSION" "hypothesis==$HYPOTHESIS" ||
    fail "pip could not install schemathesis $VERSION"
  touch "$HOME_DIR/complete"
}

case "${1:-}" in
  install) install ;;
  path)
    [ -f "$HOME_DIR/complete" ] || fail "not installed yet: run schemathesis.sh install"
    echo "$HOME_DIR/bin/schemathesis"
    ;;
  *) fail "usage: schemathesis.sh install | path" ;;
esac
