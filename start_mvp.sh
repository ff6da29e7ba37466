#!/usr/bin/env bash
# Runs AdTally: broker, producer, flink-job and dashboard, in Docker where an engine answers, else as processes.
set -euo pipefail

cd "$(dirname "$0")"
ROOT=$PWD
RUN=${ADTALLY_RUN_DIR:-$ROOT/.run}
PORT=${ADTALLY_PORT:-8503}
BROKER_PORT=${ADTALLY_BROKER_PORT:-9092}
SERVICES=(redpanda producer flink-job dashboard)

. scripts/start_mvp/messages.sh
. scripts/start_mvp/network.sh
. scripts/start_mvp/processes.sh
. scripts/start_mvp/build.sh
. scripts/start_mvp/native.sh
. scripts/start_mvp/docker.sh

usage() {
  cat <<USAGE
usage: ./start_mvp.sh [up|stop|status|logs [SERVICE]|clean] [--docker|--native]

  up (default)     install what is missing, build, start all services, wait for the first numbers; run again,
                   it starts what does not run and rebuilds what changed
  stop             end what 'up' started; the topics stay, and 'up' goes on with them
  status           a table of the services; exit status 0 when all of them run and are healthy, else 1
  logs [SERVICE]   the newest lines of one service or all; on a terminal it goes on as lines come
                   (-f, --follow: always; --no-follow: never)
  clean            stop, and remove everything that 'up' made except the build: logs, state, all topics,
                   containers, volumes

  --docker         Docker Compose with Redpanda         (default where an engine answers)
  --native         processes of this machine, with the embedded broker (default elsewhere); it is for laptops, CI
                   and tests: production belongs on Redpanda or Kafka

Services: redpanda (or: broker), producer, flink-job (or: aggregator), dashboard.

Environment, with defaults:
  ADTALLY_PORT=8503         the dashboard's port
  ADTALLY_BROKER_PORT=9092  the broker's port
  ADTALLY_RATE=15           events a second from the producer
  ADTALLY_START_TIMEOUT=90  seconds to wait for the first numbers
  ADTALLY_BIN               native: this binary, and build nothing
  ADTALLY_RUN_DIR=.run      native: where logs, pid files, health files and the broker's data go
USAGE
}

wrong_usage() {
  say "start_mvp.sh: $1; try ./start_mvp.sh --help"
  exit 2
}

# The name of a service by any of its names.
service_named() {
  case $1 in
    redpanda|broker) echo redpanda ;;
    flink-job|aggregator) echo flink-job ;;
    producer|dashboard) echo "$1" ;;
    *) return 1 ;;
  esac
}

check_port() { # NAME VALUE
  case $2 in
    ''|0*|*[!0-9]*|??????*) wrong_usage "$1='$2' is not a port number" ;;
  esac
  if [ "$2" -lt 1 ] || [ "$2" -gt 65535 ]; then wrong_usage "$1='$2' is not a port from 1 to 65535"; fi
}

parse_arguments() {
  local argument
  command='' mode='' service='' follow=''
  for argument; do
    case $argument in
      -h|--help|help) usage; exit 0 ;;
      --docker|--native)
        [ -z "$mode" ] || [ "$mode" = "${argument#--}" ] || wrong_usage "--docker or --native, not both"
        mode=${argument#--} ;;
      -f|--follow) follow=1 ;;
      --no-follow) follow=0 ;;
      -*) wrong_usage "unknown flag '$argument'" ;;
      up|stop|status|logs|clean)
        [ -z "$command" ] || wrong_usage "one command at a time, not '$command' and '$argument'"
        command=$argument ;;
      *)
        [ "$command" = logs ] || wrong_usage "unknown command '$argument'"
        [ -z "$service" ] || wrong_usage "logs of one service or of all, not of '$service' and '$argument'"
        service=$(service_named "$argument") ||
          wrong_usage "unknown service '$argument' (there are ${SERVICES[*]})" ;;
    esac
  done
  command=${command:-up}
  [ -z "$follow" ] || [ "$command" = logs ] || wrong_usage "--follow and --no-follow belong to logs"
  if [ -z "$follow" ]; then if [ -t 1 ]; then follow=1; else follow=0; fi; fi
}

# The way that the last `up` went, as long as it was not cleaned away: stop, status, logs and clean go the same way.
remember_mode() { claim_run && echo "$1" > "$RUN/mode"; }
remembered_mode() { grep -xE 'docker|native' "$RUN/mode" 2> /dev/null || true; }

# Docker where an engine answers, unless something runs natively already; and the other way about.
choose_mode() { # BEFORE
  local before=$1
  if [ -n "$before" ] && "any_runs_$before"; then
    [ "${mode:-$before}" = "$before" ] || fail "it runs with --$before now; './start_mvp.sh stop' first"
    mode=$before
  elif [ -z "$mode" ]; then
    if engine_answers; then mode=docker; else mode=native; say "no Docker engine answers: running natively"; fi
  fi
}

main() {
  parse_arguments "$@"
  check_port ADTALLY_PORT "$PORT"
  check_port ADTALLY_BROKER_PORT "$BROKER_PORT"
  [ "$PORT" != "$BROKER_PORT" ] || wrong_usage "ADTALLY_PORT and ADTALLY_BROKER_PORT are both $PORT; they cannot share it"
  case ${ADTALLY_START_TIMEOUT:-90} in
    0*|*[!0-9]*) wrong_usage "ADTALLY_START_TIMEOUT='$ADTALLY_START_TIMEOUT' is not a number of seconds" ;;
  esac
  local before
  before=$(remembered_mode)
  case $command in
    up)
      choose_mode "$before"
      "up_$mode" ;;
    *)
      mode=${mode:-$before}
      if [ -z "$mode" ]; then
        say "nothing was started here yet; ./start_mvp.sh up starts it"
        if [ "$command" = status ]; then exit 1; else exit 0; fi
      fi
      "${command}_$mode" ;;
  esac
}

main "$@"
