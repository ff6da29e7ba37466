# AdTally as processes of this machine, on the embedded broker.
# shellcheck shell=bash
# shellcheck disable=SC2154  # service and follow come from the command line, in start_mvp.sh

# All topics and committed offsets. They outlive stop, kill -9 and a new binary; only clean removes them.
BROKER_DATA=$RUN/broker-data

any_runs_native() {
  local service
  for service in "${SERVICES[@]}"; do runs "$service" && return; done
  return 1
}

up_native() {
  [ -d /proc/self ] || fail "--native needs Linux; with Docker running, './start_mvp.sh --docker' works here"
  check_telemetry_port
  claim_run
  lock_run 1
  require_room
  mkdir -p "$RUN/logs" "$RUN/pids" "$RUN/health" "$RUN/dashboard"
  remember_mode native
  ensure_binary
  stop_what_must_restart
  choose_ports
  if all_run; then say "everything runs already"; announce; return; fi
  start_missing
  wait_for_first_row give_up_if_one_died
  wait_for_work
  announce
}

all_run() {
  local service
  for service in "${SERVICES[@]}"; do runs "$service" || return 1; done
}

# A new binary restarts everything. A dead broker does not: the services wait for it, and go on when it is back. But
# they do not survive that their topics are gone, when someone removed the data of a broker that does not run.
stop_what_must_restart() {
  local service
  for service in "${SERVICES[@]}"; do
    if is_outdated "$service"; then
      step "the program changed: restarting"
      stop_all
      return
    fi
    if died "$service"; then say "$service is no longer running: starting it again"; fi
  done
  if ! runs redpanda && ! has_topics && any_runs_native; then
    say "the broker's data is gone: starting everything anew"
    stop_all
  fi
  # An `up` that was interrupted before it knew the broker's address.
  known_broker > /dev/null || stop_process redpanda
}

has_topics() { [ -e "$BROKER_DATA/broker.sqlite" ]; }

# What runs keeps its port, whatever this call names; what is to be started needs one that is free. A dead broker comes
# back where the running services look for it, unless another port was asked for.
choose_ports() {
  if runs dashboard; then PORT=$(dashboard_port); else require_free_port "$PORT" ADTALLY_PORT dashboard; fi
  runs redpanda && return
  if [ -z "${ADTALLY_BROKER_PORT:-}" ] && any_runs_native; then
    local known
    known=$(known_broker) && BROKER_PORT=${known##*:}
  fi
  require_free_port "$BROKER_PORT" ADTALLY_BROKER_PORT broker
}

# The address that the services were given; fails when nothing was started since the last stop.
known_broker() { cat "$RUN/broker" 2> /dev/null; }

start_missing() {
  local service broker before telemetry
  if ! runs redpanda; then
    before=$(known_broker || true)
    start_broker
    [ "$(known_broker)" = "$before" ] || stop_services  # those that run look for it at its old address
  fi
  broker=$(known_broker)
  telemetry=$(next_telemetry_port)
  for service in producer flink-job dashboard; do
    runs "$service" && continue
    step "starting $service"
    case $service in
      producer) start_process producer "$BIN" producer --brokers "$broker" --health-file "$RUN/health/producer" ;;
      flink-job) start_process flink-job "$BIN" aggregator --brokers "$broker" --health-file "$RUN/health/flink-job" \
        ${telemetry:+"$telemetry"} ;;
      dashboard) start_process dashboard "$BIN" dashboard --brokers "$broker" --host 127.0.0.1 --port "$PORT" \
        --data-dir "$RUN/dashboard" ;;
    esac
  done
}

check_telemetry_port() {
  case ${ADTALLY_TELEMETRY_PORT:-} in
    ''|*[!0-9]*) return ;;
  esac
  if [ "${#ADTALLY_TELEMETRY_PORT}" -gt 5 ] || [ "$((10#$ADTALLY_TELEMETRY_PORT))" -ge 65535 ]; then
    wrong_usage "ADTALLY_TELEMETRY_PORT='$ADTALLY_TELEMETRY_PORT' is not a port below 65535; flink-job takes the next one"
  fi
}

# producer and flink-job are told the same port by the variable: the second one takes the next.
next_telemetry_port() {
  case ${ADTALLY_TELEMETRY_PORT:-} in
    ''|0|*[!0-9]*) ;;  # none, any free one, or a wrong value, which the service names
    *) echo "--telemetry-port=$((10#$ADTALLY_TELEMETRY_PORT + 1))" ;;
  esac
}

# Starts the broker and learns its address from the line that it prints once it takes connections.
start_broker() {
  local log=$RUN/logs/redpanda.log address i
  step "starting redpanda (the embedded broker)"
  has_topics || rm -f "$RUN"/dashboard/*  # what was cleared on the page belongs to topics that are gone
  start_process redpanda "$BIN" broker --port "$BROKER_PORT" --data-dir "$BROKER_DATA"
  # After a kill it first takes over what SQLite's log still holds.
  for ((i = 0; i < 300; i++)); do
    address=$(sed -nE 's/^broker ready at ([^ ]+)$/\1/p' "$log" | head -n 1)
    if [ -n "$address" ]; then echo "$address" > "$RUN/broker"; return; fi
    runs redpanda || break
    sleep 0.1
  done
  say "the broker did not get ready; its last lines:"
  quote_end "$log" 10
  stop_process redpanda
  fail "no broker, so nothing else was started; all it said is in ${log#"$ROOT"/}"
}

give_up_if_one_died() {
  local service
  for service in "${SERVICES[@]}"; do
    if ! runs "$service"; then
      say "$service ended; its last lines:"
      quote_end "$RUN/logs/$service.log" 10
      fail "$service does not stay up. Mend what it says, then './start_mvp.sh' again; './start_mvp.sh stop' ends the rest."
    fi
  done
}

# Rows of an earlier run are shown at once, so they say nothing about this one: wait until producer and flink-job have done
# work since they and the broker were started, and the dashboard has read all there is.
wait_for_work() {
  local deadline=$((SECONDS + ${ADTALLY_START_TIMEOUT:-90}))
  until all_work; do
    give_up_if_one_died
    [ "$SECONDS" -lt "$deadline" ] ||
      fail "not every service is at work. './start_mvp.sh status' says which is not, './start_mvp.sh logs SERVICE' why."
    sleep 0.2
  done
}

all_work() {
  local service
  for service in producer flink-job; do
    [ "$RUN/health/$service" -nt "$RUN/pids/$service" ] && [ "$RUN/health/$service" -nt "$RUN/broker" ] || return 1
  done
  scripts/healthy http "$PORT"
}

stop_services() {
  local service
  for service in producer flink-job dashboard; do stop_process "$service"; done
}

# Readers and writers first, so that they can still finish their business with the broker.
stop_all() {
  stop_services
  stop_process redpanda
  rm -f "$RUN/broker"
}

stop_native() {
  [ ! -d "$RUN" ] || lock_run 20
  any_runs_native || say "nothing runs"
  stop_all
}

# running, unhealthy (it runs, but has not done its work for 15 s), died or stopped.
state_of() { # SERVICE
  if ! runs "$1"; then
    if died "$1"; then echo died; else echo stopped; fi
    return
  fi
  case $1 in
    producer|flink-job) scripts/healthy file "$RUN/health/$1" ;;
    dashboard) scripts/healthy http "$(dashboard_port)" ;;
  esac && echo running || echo unhealthy
}

# The port that the dashboard was started with, which need not be the one that this call names.
dashboard_port() {
  tr '\0' '\n' < "/proc/$(pid_of dashboard)/cmdline" | awk 'last == "--port" { print } { last = $0 }'
}

address_of() { # SERVICE
  case $1 in
    redpanda) known_broker || echo - ;;
    dashboard) echo "http://127.0.0.1:$(dashboard_port)" ;;
    *) echo - ;;
  esac
}

status_native() {
  local service state all=0
  printf '%-10s %-10s %8s %9s  %s\n' SERVICE STATE PID UPTIME ADDRESS
  for service in "${SERVICES[@]}"; do
    state=$(state_of "$service")
    [ "$state" = running ] || all=1
    if runs "$service"; then
      printf '%-10s %-10s %8s %9s  %s\n' "$service" "$state" "$(pid_of "$service")" "$(uptime_of "$service")" \
        "$(address_of "$service")"
    else printf '%-10s %-10s %8s %9s  %s\n' "$service" "$state" - - -
    fi
  done
  exit "$all"
}

logs_native() {
  local name files=()
  for name in ${service:-"${SERVICES[@]}"}; do
    if [ -f "$RUN/logs/$name.log" ]; then files+=("$RUN/logs/$name.log"); fi
  done
  [ "${#files[@]}" -gt 0 ] || fail "no logs of ${service:-any service} yet; ./start_mvp.sh up starts it"
  local options=(-n 100)
  [ "$follow" = 0 ] || options+=(-F)
  if [ "${#files[@]}" = 1 ]; then exec tail "${options[@]}" "${files[0]}" 2> /dev/null; fi
  tail "${options[@]}" "${files[@]}" 2> /dev/null | name_each_line
}

# Turns tail's "==> file <==" headings into a name before each line.
name_each_line() {
  local line name=''
  while IFS= read -r line; do
    case $line in
      '==> '*'.log <==') name=${line##*/} name=${name%.log <==} ;;
      '') ;;
      *) printf '%-9s | %s\n' "$name" "$line" ;;
    esac
  done
}

clean_native() {
  stop_native
  forget_run
  say "removed logs, state and all topics in ${RUN#"$ROOT"/}; the build in .build stays"
}
