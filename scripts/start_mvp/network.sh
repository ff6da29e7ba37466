# Ports and HTTP on this machine, with what bash brings: a new machine may have no curl, ss or lsof.
# shellcheck shell=bash

port_is_taken() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

# Who listens on a port, as far as the system tells: "pid 123 (nginx)". Linux only; elsewhere, or without the right to
# look, "another program".
port_owner() {
  local inode link pid
  inode=$(awk -v port="$(printf ':%04X' "$1")" \
    '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' /proc/net/tcp /proc/net/tcp6 2> /dev/null)
  if [ -n "$inode" ]; then
    for link in /proc/[0-9]*/fd/*; do
      if [ "$(readlink "$link" 2> /dev/null)" = "socket:[$inode]" ]; then
        pid=${link#/proc/} pid=${pid%%/*}
        echo "pid $pid ($(cat "/proc/$pid/comm" 2> /dev/null))"
        return
      fi
    done
  fi
  echo "another program"
}

# Fails, with what to do, when a port that we need belongs to someone else.
require_free_port() { # PORT VARIABLE WHAT
  if port_is_taken "$1"; then
    fail "port $1, which the $3 needs, is taken by $(port_owner "$1"). End that, or choose another: $2=$(($1 + 1)) ./start_mvp.sh"
  fi
}

# The body of an HTTP answer of the dashboard, headers and all; fails when nobody answers.
http_get() { # PATH
  (
    exec 3<> "/dev/tcp/127.0.0.1/$PORT" || exit 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" "$PORT" >&3
    local line
    while IFS= read -r -t 5 line <&3; do printf '%s\n' "$line"; done
    printf '%s\n' "$line"
  ) 2> /dev/null
}

# Whether the dashboard has shown a row yet.
shows_a_row() { http_get /api/snapshot | grep -Eq '"isEmpty" *: *false'; }

# Waits for the dashboard's first row. CHECK runs every second and may give up with a message of its own.
wait_for_first_row() { # CHECK
  local deadline=$((SECONDS + ${ADTALLY_START_TIMEOUT:-90}))
  step "waiting for the first numbers"
  until shows_a_row; do
    "$1"
    if [ "$SECONDS" -ge "$deadline" ]; then
      if scripts/healthy http "$PORT"; then
        fail "the dashboard answers but shows no numbers yet. Read './start_mvp.sh logs flink-job', then 'logs producer'."
      fi
      fail "the dashboard does not answer on port $PORT. Read './start_mvp.sh logs dashboard'."
    fi
    sleep 1
  done
}
