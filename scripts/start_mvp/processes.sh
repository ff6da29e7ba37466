# Background processes that outlive this script. A pid file holds "pid start-time": a pid alone may have been given to
# someone else's program since, and that we would end.
# shellcheck shell=bash

# When a process started, in clock ticks since boot; fails when it is gone or only waits to be reaped.
process_start() { # PID
  local stat fields
  read -r stat 2> /dev/null < "/proc/$1/stat" || return 1
  read -r -a fields <<< "${stat##*) }"  # what stands after the program's name, which may hold anything
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

# The pid of a service's process; fails when it does not run.
pid_of() { # SERVICE
  local pid start
  read -r pid start 2> /dev/null < "$RUN/pids/$1" || return 1
  # Without a start time it had ended before we could ask: whoever has the pid now is not ours.
  [ -n "$start" ] && [ "$(process_start "$pid")" = "$start" ] && echo "$pid"
}

runs() { pid_of "$1" > /dev/null; }

# Whether a service was started and ended without being told to.
died() { [ -f "$RUN/pids/$1" ] && ! runs "$1"; }

# Starts a command in a session of its own, so that it lives on when this script and its terminal are gone.
# The log of the run before is kept as NAME.log.1, and no older one: that bounds the space.
start_process() { # SERVICE COMMAND...
  local service=$1 log=$RUN/logs/$1.log
  shift
  [ ! -f "$log" ] || mv -f "$log" "$log.1"
  # Here already, not only once the process gets to run: whoever looks into it next finds it.
  { : > "$log"; } 2> /dev/null || fail "cannot write $log. Is the disk full? 'df -h $RUN' tells."
  setsid nohup "$@" >> "$log" 2>&1 < /dev/null 9>&- &
  if ! printf '%s %s\n' "$!" "$(process_start "$!")" 2> /dev/null > "$RUN/pids/$service"; then
    kill "$!"  # nobody could find it again
    fail "cannot write $RUN/pids/$service. Is the disk full? 'df -h $RUN' tells."
  fi
  disown
}

# Ends a service: asks, waits up to ten seconds, then insists.
stop_process() { # SERVICE
  local service=$1 pid i
  if pid=$(pid_of "$service"); then
    kill -TERM "$pid" 2> /dev/null || true
    for ((i = 0; i < 100; i++)); do
      runs "$service" || break
      sleep 0.1
    done
    if runs "$service"; then
      say "$service did not stop in 10 s: killed"
      kill -KILL "$pid" 2> /dev/null || true
      sleep 0.2
    else say "$service stopped"
    fi
  fi
  rm -f "$RUN/pids/$service"
}

# Takes the run folder over, unless it holds something that is not ours: its name comes from outside.
claim_run() {
  [ -f "$RUN/.adtally" ] || [ ! -e "$RUN" ] || [ -z "$(ls -A "$RUN")" ] || [ "$RUN" = "$ROOT/.run" ] ||
    fail "$RUN holds other things. Give ADTALLY_RUN_DIR a folder of its own."
  mkdir -p "$RUN" && touch "$RUN/.adtally"
}

# Fails when there is no room left for what services write.
require_room() {
  local probe=$RUN/room
  if ! printf '%1048576s' '' 2> /dev/null > "$probe"; then
    rm -f "$probe"
    fail "cannot write to $RUN: no room? 'df -h $RUN' tells. Without it nothing starts; what runs goes on."
  fi
  rm -f "$probe"
}

# One at a time: what starts services, and what ends them.
lock_run() { # SECONDS
  mkdir -p "$RUN"
  exec 9> "$RUN/lock"
  flock -w "$1" 9 || fail "another './start_mvp.sh' is at work here; wait for it"
}

# Removes what we keep in the run folder, and the folder when nothing else is in it.
forget_run() {
  [ -f "$RUN/.adtally" ] || return 0
  rm -rf "$RUN/logs" "$RUN/pids" "$RUN/health" "$RUN/dashboard" "$RUN/broker-data"
  rm -f "$RUN/mode" "$RUN/lock" "$RUN/broker" "$RUN/room" "$RUN/build-began" "$RUN/.adtally"
  rmdir "$RUN" 2> /dev/null || true
}

# How long a service has been running, such as 3m12s.
uptime_of() { # SERVICE
  local age
  age=$(($(date +%s) - $(stat -c %Y "$RUN/pids/$1")))
  if [ "$age" -ge 3600 ]; then echo "$((age / 3600))h$((age / 60 % 60))m"
  else echo "$((age / 60))m$((age % 60))s"
  fi
}
