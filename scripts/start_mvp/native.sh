# AdTally as processes of this machine.
# shellcheck shell=bash
# shellcheck disable=SC2154  # service and follow come from the command line, in start_mvp.sh

any_runs_native() {
  local service
  for service in "${SERVICES[@]}"; do runs "$service" && return; done
  return 1
}

up_native() {
  [ -d /proc/self ] || fail "--native needs Linux; with Docker running, './start_mvp.sh --docker' works here"
  claim_run
  lock_run 1
  mkdir -p "$RUN/logs" "$RUN/pids" "$RUN/health" "$RUN/dashboard"
  remember_mode native
  ensure_binary
  stop_what_must_restart
  if runs dashboard; then PORT=$(dashboard_port); else require_free_port "$PORT" ADTALLY_PORT dashboard; fi
  if all_run; then say "everything runs already"; announce; return; fi
  start_missing
  wait_for_first_row give_up_if_one_died
  announce
}

all_run() {
  local service
  for service in "${SERVICES[@]}"; do runs "$service" || return 1; done
}

# A new binary restarts everything, and so does a dead broker: its topics and its address went with it.
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
  runs redpanda || stop_all
}

start_missing() {
  local service broker
  runs redpanda || start_broker
  broker=$(cat "$RUN/broker")
  for service in producer flink-job dashboard; do
    runs "$service" && continue
    step "starting $service"
    case $service in
      producer) start_process producer "$BIN" producer --brokers "$broker" --health-file "$RUN/health/producer" ;;
      flink-job) start_process flink-job "$BIN" aggregator --brokers "$broker" --health-file "$RUN/health/flink-job" ;;
      dashboard) start_process dashboard "$BIN" dashboard --brokers "$broker" --host 127.0.0.1 --port "$PORT" \
        --data-dir "$RUN/dashboard" ;;
    esac
  done
}

# Starts the broker and learns its address from the line that it prints once it takes connections.
start_broker() {
  local log=$RUN/logs/redpanda.log address i
  step "starting redpanda (the embedded broker)"
  rm -f "$RUN"/dashboard/*  # what was cleared there belongs to topics that are gone: this broker starts empty
  start_process redpanda "$BIN" broker --port "$BROKER_PORT"
  for ((i = 0; i < 150; i++)); do
    address=$(sed -nE 's/^broker ready at ([^ ]+)$/\1/p' "$log" | head -n 1)
    if [ -n "$address" ]; then echo "$address" > "$RUN/broker"; return; fi
    runs redpanda || break
    sleep 0.1
  done
  say "the broker did not get ready; its last lines:"
  quote_end "$log" 10
  port_is_taken "$BROKER_PORT" && say "port $BROKER_PORT is taken by $(port_owner "$BROKER_PORT"); another one: ADTALLY_BROKER_PORT=$((BROKER_PORT + 1)) ./start_mvp.sh"
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

# Readers and writers first, so that they can still finish their business with the broker.
stop_all() {
  local service
  for service in producer flink-job dashboard redpanda; do stop_process "$service"; done
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
    redpanda) cat "$RUN/broker" ;;
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
  say "removed logs and state in ${RUN#"$ROOT"/}; the build in .build stays"
}
