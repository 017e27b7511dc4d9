# Sourced by the scripts of PyPI packages: a package in an environment of its own, in the services' cache.
# Needs NAME, VERSION and the array PACKAGES (what pip installs) of the script.
#
# Environment: SLUICE_SERVICES_CACHE (default sluice-services in $XDG_CACHE_HOME or ~/.cache: `npm ci` leaves it alone).

readonly HOME_DIR="${SLUICE_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice-services}/$NAME-$VERSION"

fail() {
  echo "$NAME: $*" >&2
  exit 1
}

# Makes the environment; quick when it is there already.
install() {
  [ -f "$HOME_DIR/complete" ] && return
  command -v python3 >/dev/null || fail "python3 is needed"
  rm -rf "$HOME_DIR"
  python3 -m venv "$HOME_DIR" || fail "python3 could not make an environment (on Debian: package python3-venv)"
  "$HOME_DIR/bin/pip" install --quiet --disable-pip-version-check "${PACKAGES[@]}" ||
    fail "pip could not install $NAME $VERSION"
  touch "$HOME_DIR/complete"
}

# Prints the path of one of its programs.
program() {
  [ -f "$HOME_DIR/complete" ] || fail "not installed yet: run $NAME.sh install"
  echo "$HOME_DIR/bin/$1"
}
