# What the user reads from start_mvp.sh. Messages go to stderr; stdout is for tables and logs.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
step() { printf '== %s\n' "$*" >&2; }
fail() { say "start_mvp.sh: $*"; exit 1; }

# The end of a file, set off from our own words.
quote_end() { # FILE LINES
  [ -s "$1" ] || { say "    (it wrote nothing)"; return; }
  tail -n "$2" "$1" | cut -c 1-300 | sed 's/^/    /' >&2
}

announce() {
  say
  say "AdTally runs: http://127.0.0.1:$PORT"
  say "  ./start_mvp.sh status            what runs"
  say "  ./start_mvp.sh logs flink-job    what it says"
  say "  ./start_mvp.sh stop              end it; the data stays"
}
