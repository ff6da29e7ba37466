# AdTally in Docker Compose, with Redpanda as its broker.
# shellcheck shell=bash
# shellcheck disable=SC2154  # service and follow come from the command line, in start_mvp.sh

# Whether a Docker engine and its compose plugin answer within five seconds: a client without an engine may hang.
engine_answers() {
  command -v docker > /dev/null || return 1
  docker info > /dev/null 2>&1 &
  local pid=$! i
  for ((i = 0; i < 50; i++)); do
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.1
  done
  kill "$pid" 2> /dev/null || true
  wait "$pid" 2> /dev/null && docker compose version > /dev/null 2>&1
}

# The compose file's ports follow our variables.
compose() { ADTALLY_PORT=$PORT ADTALLY_BROKER_PORT=$BROKER_PORT docker compose "$@"; }

require_engine() {
  engine_answers || fail "no Docker engine with Compose answers. Start Docker, or run './start_mvp.sh --native'."
}

any_runs_docker() { engine_answers && [ -n "$(compose ps -q --status running 2> /dev/null)" ]; }

up_docker() {
  require_engine
  remember_mode docker
  if ! any_runs_docker; then
    require_free_port "$PORT" ADTALLY_PORT dashboard
    require_free_port "$BROKER_PORT" ADTALLY_BROKER_PORT broker
  fi
  step "building the image (the first time takes some minutes); all of it in ${RUN#"$ROOT"/}/logs/build.log"
  mkdir -p "$RUN/logs"
  # The three services share one image: to build it for one of them is enough.
  scripts/with-progress "$RUN/logs/build.log" docker compose build producer ||
    fail "the build failed; its last lines are above, all of it is in ${RUN#"$ROOT"/}/logs/build.log. No network? Disk full?"
  step "starting the containers"
  compose up -d --remove-orphans ||
    fail "docker compose failed: its words are above. 'docker compose ps -a' and './start_mvp.sh logs redpanda' tell more."
  wait_for_first_row true
  announce
}

stop_docker() { require_engine; compose stop; }

# One line about a service's container: state, health, name, age, as the engine words them.
container_of() { # SERVICE
  local id
  id=$(compose ps -aq "$1" 2> /dev/null | head -n 1)
  [ -n "$id" ] && docker inspect -f \
    '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{.State.StartedAt}}' "$id"
}

status_docker() {
  require_engine
  local service state health since all=0 address
  printf '%-10s %-10s %-10s %-20s  %s\n' SERVICE STATE HEALTH SINCE ADDRESS
  for service in "${SERVICES[@]}"; do
    if ! read -r state health since < <(container_of "$service"); then state=stopped health=- since=-; fi
    [ "$state $health" = "running healthy" ] || all=1
    case $service in
      redpanda) address=127.0.0.1:$BROKER_PORT ;;
      dashboard) address=http://127.0.0.1:$PORT ;;
      *) address=- ;;
    esac
    printf '%-10s %-10s %-10s %-20s  %s\n' "$service" "$state" "$health" "${since%%.*}" "$address"
  done
  exit "$all"
}

logs_docker() {
  require_engine
  local options=(--tail 100)
  [ "$follow" = 0 ] || options+=(--follow)
  compose logs "${options[@]}" ${service:+"$service"}
}

clean_docker() {
  require_engine
  compose down --volumes --remove-orphans
  forget_run
  say "removed the containers, their network and their volumes; the image stays"
}
