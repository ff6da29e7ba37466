#!/usr/bin/env bash
# Builds everything and runs every test. With arguments only `swift test`, with them: ./run_tests.sh --filter TrafficTests
set -euo pipefail

cd "$(dirname "$0")"
case ${1:-} in
  -h|--help) sed -n '2s/^# //p' "$0"; exit 0 ;;
esac

log=.build/run_tests.log
scripts/setup --tests
mkdir -p .build
echo "== building, tests included (the first time takes some minutes); all of it in $log"
scripts/with-progress "$log" swift build --build-tests ||
  { echo "run_tests.sh: the build failed; its last lines are above, all of it is in $log" >&2; exit 1; }
echo "== testing"
[ $# = 0 ] || exec swift test --skip-build "$@" < /dev/null
swift test --skip-build < /dev/null
echo "== chaos: five seeds of it (make chaos for all); its oracle and checks first"
Tests/Chaos/run --self-test < /dev/null
ADTALLY_BIN=.build/debug/adtally Tests/Chaos/run --seeds 1-5 < /dev/null
echo "== the page in a real browser (make browser); its oracle first"
Tests/Browser/run --self-test < /dev/null
ADTALLY_BIN=.build/debug/adtally Tests/Browser/run < /dev/null
echo "== all tests passed"
