# The binary that the native services run.
# shellcheck shell=bash

BIN=${ADTALLY_BIN:-$ROOT/.build/release/adtally}
# Touched by every build that succeeds; the binary itself stays old when there was nothing to link.
BUILT=$ROOT/.build/start_mvp.built

# Whether a source is newer than the last build. Folders count: a deleted file leaves its mark on them only.
sources_changed() {
  [ ! -x "$BIN" ] || [ ! -f "$BUILT" ] || [ -n "$(find Package.swift Sources -newer "$BUILT" -print -quit)" ]
}

# Makes the binary, unless ADTALLY_BIN names one or nothing changed since the last time.
ensure_binary() {
  if [ -n "${ADTALLY_BIN:-}" ]; then
    [ -x "$BIN" ] || fail "ADTALLY_BIN=$BIN is not a program. Unset it to build one."
    return
  fi
  scripts/setup || exit 1
  if sources_changed; then
    local began=$RUN/build-began
    touch "$began"
    step "building (the first time takes some minutes); all of it in ${RUN#"$ROOT"/}/logs/build.log"
    scripts/with-progress "$RUN/logs/build.log" swift build -c release --product adtally ||
      fail "the build failed; its last lines are above, all of it is in ${RUN#"$ROOT"/}/logs/build.log. Out of disk or \
memory? 'df -h .', 'free -m'. After a change of compiler: 'rm -rf .build', then again."
    mv "$began" "$BUILT"  # so that a file saved during the build counts as changed
  fi
}

# Whether a running service was started from a binary that has been replaced since.
is_outdated() { # SERVICE
  runs "$1" && [ "$BIN" -nt "$RUN/pids/$1" ]
}
