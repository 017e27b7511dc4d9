#!/usr/bin/env bash
# Chromium, for the test that looks at /docs in a real browser.
#
#   chromium.sh install    from Debian's own packages, when this user may; quick when it is there already
#   chromium.sh path       print the path of the program, fail when there is none
#
# Nothing runs in the background: the test starts it and ends it.
set -euo pipefail

fail() {
  echo "chromium: $*" >&2
  exit 1
}

found() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

install() {
  found >/dev/null && return
  command -v apt-get >/dev/null || fail "not found, and there is no apt-get to install it with"
  [ "$(id -u)" = 0 ] || fail "not found; install it (on Debian: package chromium)"
  {
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium
  } >/dev/null 2>&1 || fail "apt-get could not install it"
}

case "${1:-}" in
  install) install ;;
  path) found || fail "not installed yet: run chromium.sh install" ;;
  *) fail "usage: chromium.sh install | path" ;;
esac
