#!/usr/bin/env bash
# A real Prometheus for the test that has Sluice scraped, and its promtool. It listens on loopback only.
#
#   prometheus.sh install             unpack Debian's package in the cache; quick when it is there already. Nothing is
#                                     installed on the machine, and none of the package's own services is started
#   prometheus.sh bin                 print the folder of prometheus and promtool, fail when it is not installed
#   prometheus.sh start PORT TARGET   start it in the background, scraping http://TARGET/metrics every second, wait
#                                     until it is ready, print its base URL
#   prometheus.sh stop PORT           stop it, remove what it has stored
#
# Environment: SLUICE_PROMETHEUS_WAIT (seconds until readiness, default 60),
# SLUICE_SERVICES_CACHE (default sluice-services in $XDG_CACHE_HOME or ~/.cache: `npm ci` leaves it alone).
set -euo pipefail

readonly HOME_DIR="${SLUICE_SERVICES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice-services}/prometheus"
readonly BIN="$HOME_DIR/usr/bin"

fail() {
  echo "prometheus: $*" >&2
  exit 1
}

install() {
  [ -f "$HOME_DIR/complete" ] && return
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "apt-get and dpkg are needed (Debian or its kin)"
  rm -rf "$HOME_DIR"
  mkdir -p "$HOME_DIR"
  (
    cd "$HOME_DIR"
    apt-get download -q prometheus >/dev/null 2>&1 ||
      { apt-get update -q >/dev/null 2>&1 && apt-get download -q prometheus >/dev/null 2>&1; }
  ) || fail "apt-get could not download the package prometheus"
  dpkg -x "$HOME_DIR"/prometheus_*.deb "$HOME_DIR"
  rm "$HOME_DIR"/prometheus_*.deb
  "$BIN/promtool" --version >/dev/null 2>&1 || fail "the package does not run here"
  touch "$HOME_DIR/complete"
}

alive() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

start() {
  local port=$1 target=$2 url="http://127.0.0.1:$1" node="$HOME_DIR/node-$1" began=$SECONDS
  [ -f "$HOME_DIR/complete" ] || fail "not installed yet: run prometheus.sh install"
  alive "$node/pid" && fail "one runs on port $port already"
  curl -s -m 2 -o /dev/null "$url/" && fail "port $port is taken by something else"
  rm -rf "$node"
  mkdir -p "$node"
  cat >"$node/prometheus.yml" <<CONFIG
global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: sluice
    static_configs: [{ targets: ['$target'] }]
CONFIG
  "$BIN/promtool" check config "$node/prometheus.yml" >/dev/null || fail "promtool refuses the configuration"
  (
    cd "$node" && exec setsid "$BIN/prometheus" --config.file=prometheus.yml --storage.tsdb.path=data \
      --web.listen-address="127.0.0.1:$port" >server.log 2>&1 </dev/null
  ) &
  echo $! >"$node/pid"
  until curl -sf -m 2 -o /dev/null "$url/-/ready"; do
    alive "$node/pid" || fail "it ended before it was ready: $(tail -1 "$node/server.log")"
    [ $((SECONDS - began)) -lt "${SLUICE_PROMETHEUS_WAIT:-60}" ] || fail "not ready in time (log: $node/server.log)"
    sleep 0.2
  done
  echo "$url"
}

stop() {
  local node="$HOME_DIR/node-$1" pid
  if alive "$node/pid"; then
    pid=$(cat "$node/pid")
    # The number could have been given to another process since: only a process that runs this server is ended.
    tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q "$BIN/prometheus" || fail "process $pid is no Prometheus"
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 1 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    kill -9 "$pid" 2>/dev/null || true
  fi
  rm -rf "$node"
}

case "${1:-}" in
  install) install ;;
  bin)
    [ -f "$HOME_DIR/complete" ] || fail "not installed yet: run prometheus.sh install"
    echo "$BIN"
    ;;
  start) start "${2:?port}" "${3:?host:port to scrape}" ;;
  stop) stop "${2:?port}" ;;
  *) fail "usage: prometheus.sh install | bin | start PORT TARGET | stop PORT" ;;
esac
