#!/usr/bin/env bash
# A real Trino for the tests that compare Sluice with it. It listens on loopback only.
#
#   trino.sh install        fetch the server with Maven and lay it out in the cache; quick when it is there already
#   trino.sh start [PORT]   start it in the background (default port 18080), wait until it answers a real query,
#                           print its base URL
#   trino.sh stop [PORT]    stop it
#   trino.sh url [PORT]     print the base URL when one is running, fail otherwise
#
# Catalogs: `tpch` (generated data) and `owl`, an empty memory catalog with the schema `data`: the names that error
# texts of Data Query carry (data-query-and-query-runs.md §3.1).
#
# Environment: SLUICE_TRINO_JAVA (home of a Java 24 or newer; otherwise JAVA_HOME, /usr/lib/jvm and PATH are tried),
# SLUICE_TRINO_HEAP (default 1g), SLUICE_TRINO_WAIT (seconds until readiness, default 180),
# SLUICE_SERVICES_CACHE (default sluice-services in $XDG_CACHE_HOME or ~/.cache: `npm ci` leaves it alone).
set -euo pipefail

# The last version that is published as archives; newer ones exist as single jars only.
readonly VERSION=476
readonly MINIMUM_JAVA=24
readonly DEPENDENCY_PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.6.1

readonly HOME_DIR="${SLUICE_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice-services}/trino-$VERSION"

fail() {
  echo "trino: $*" >&2
  exit 1
}

java_home() {
  local candidate version
  for candidate in "${SLUICE_TRINO_JAVA:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* \
    "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /nowhere/bin/java)")")")"; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/java" ] || continue
    version=$("$candidate/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
    if [ "${version:-0}" -ge "$MINIMUM_JAVA" ]; then
      echo "$candidate"
      return
    fi
  done
  fail "no Java $MINIMUM_JAVA or newer found; set SLUICE_TRINO_JAVA to the home of one"
}

# Puts group:artifact:version:type into the folder of archives by way of the local Maven repository; prints its path.
artifact() {
  local name version type
  IFS=: read -r _ name version type <<<"$1"
  mvn -q -B "$DEPENDENCY_PLUGIN:copy" -Dartifact="$1" -DoutputDirectory="$HOME_DIR/archives" >&2 ||
    fail "Maven could not fetch $1"
  echo "$HOME_DIR/archives/$name-$version.$type"
}

install() {
  local plugin archive
  [ -f "$HOME_DIR/complete" ] && return
  command -v mvn >/dev/null || fail "Maven (mvn) is needed to fetch the server"
  command -v unzip >/dev/null || fail "unzip is needed"
  java_home >/dev/null
  rm -rf "$HOME_DIR"
  mkdir -p "$HOME_DIR/etc/catalog"
  archive=$(artifact "io.trino:trino-server-core:$VERSION:tar.gz")
  tar xzf "$archive" -C "$HOME_DIR" --strip-components=1 --exclude='*/plugin/*' --exclude='*/bin/*'
  mkdir -p "$HOME_DIR/plugin"
  for plugin in tpch memory; do
    archive=$(artifact "io.trino:trino-$plugin:$VERSION:zip")
    unzip -q "$archive" -d "$HOME_DIR/plugin"
    mv "$HOME_DIR/plugin/trino-$plugin-$VERSION" "$HOME_DIR/plugin/$plugin"
  done
  echo 'connector.name=tpch' >"$HOME_DIR/etc/catalog/tpch.properties"
  printf 'connector.name=memory\nmemory.max-data-per-node=256MB\n' >"$HOME_DIR/etc/catalog/owl.properties"
  rm -rf "$HOME_DIR/archives"
  touch "$HOME_DIR/complete"
}

alive() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

# Runs one statement to its end; prints the last page that held data. A server says that it has started some seconds
# before it can schedule work, so only an answered query counts as readiness.
ask() {
  local reply next data=''
  reply=$(curl -sf -m 20 -H 'X-Trino-User: probe' --data-binary "$2" "$1/v1/statement") || return 1
  while :; do
    case "$reply" in *'"error":'*) return 1 ;; *'"data":'*) data=$reply ;; esac
    next=$(sed -n 's/.*"nextUri":"\([^"]*\)".*/\1/p' <<<"$reply")
    [ -n "$next" ] || break
    reply=$(curl -sf -m 20 -H 'X-Trino-User: probe' "$next") || return 1
  done
  [ -n "$data" ] || return 1
  printf '%s' "$data"
}

start() {
  local port=$1 url="http://127.0.0.1:$1" node="$HOME_DIR/node-$1" began=$SECONDS
  [ -f "$HOME_DIR/complete" ] || fail "not installed yet: run trino.sh install"
  if ! alive "$node/pid"; then
    curl -s -m 2 -o /dev/null "$url/" && fail "port $port is taken by something else"
    mkdir -p "$node/etc"
    cat >"$node/etc/config.properties" <<CONFIG
node.environment=test
node.id=node-$port
node.bind-ip=127.0.0.1
node.internal-address=127.0.0.1
http-server.http.port=$port
discovery.uri=$url
coordinator=true
node-scheduler.include-coordinator=true
catalog.config-dir=$HOME_DIR/etc/catalog
plugin.dir=$HOME_DIR/plugin
CONFIG
    echo 'io.trino=WARN' >"$node/etc/log.properties"
    (
      cd "$node" && exec setsid "$(java_home)/bin/java" -Xmx"${SLUICE_TRINO_HEAP:-1g}" -XX:+ExitOnOutOfMemoryError \
        --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -Dlog.levels-file=etc/log.properties -Dconfig=etc/config.properties \
        -cp "$HOME_DIR/lib/*" io.trino.server.TrinoServer >"$node/server.log" 2>&1 </dev/null
    ) &
    echo $! >"$node/pid"
  fi
  until ask "$url" 'SELECT count(*) FROM tpch.tiny.nation' >/dev/null 2>&1; do
    alive "$node/pid" || {
      grep -E 'ERROR|Errors:|Caused by|OutOfMemory|Exception' "$node/server.log" | cut -c1-300 | head -10 >&2
      fail "the server ended before it was ready (log: $node/server.log)"
    }
    [ $((SECONDS - began)) -lt "${SLUICE_TRINO_WAIT:-180}" ] ||
      fail "not ready after ${SLUICE_TRINO_WAIT:-180} s (log: $node/server.log)"
    sleep 0.5
  done
  ask "$url" 'CREATE SCHEMA IF NOT EXISTS owl.data' >/dev/null 2>&1 || true
  echo "$url"
}

stop() {
  local node="$HOME_DIR/node-$1" pid
  alive "$node/pid" || { rm -f "$node/pid"; return 0; }
  pid=$(cat "$node/pid")
  # The number could have been given to another process since: only a process that runs this server is ended.
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q io.trino.server.TrinoServer || fail "process $pid is no Trino"
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 1 50); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$node/pid"
}

readonly PORT="${2:-18080}"
case "${1:-}" in
  install) install ;;
  start) start "$PORT" ;;
  stop) stop "$PORT" ;;
  url)
    alive "$HOME_DIR/node-$PORT/pid" || exit 1
    echo "http://127.0.0.1:$PORT"
    ;;
  *) fail "usage: trino.sh install | start [PORT] | stop [PORT] | url [PORT]" ;;
esac
