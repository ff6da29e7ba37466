#!/usr/bin/env python3
"""Wrong bytes, slow and silent clients, full and read-only disks, damaged files: never a crash, a hang, or a record
lost that was acknowledged. Each scenario has a broker and a folder of its own, and prints one line."""

from __future__ import annotations

import argparse
import sys

import hostile_clients  # noqa: F401  (they register their scenarios)
import hostile_storage  # noqa: F401
from broker_process import BrokerFailed, clean_up_when_terminated, program
from scenario import SCENARIOS, Options, perform


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="*", help=f"which ones (default: all): {', '.join(SCENARIOS)}")
    parser.add_argument("--seed", type=int, default=1, help="of everything random (default 1)")
    parser.add_argument("--requests", type=int, default=10_000, help="of mutated_requests (default 10000)")
    options = parser.parse_args()
    if unknown := set(options.scenario) - SCENARIOS.keys():
        parser.error(f"no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    clean_up_when_terminated()
    try:
        program()
    except BrokerFailed as failure:
        print(f"hostile: {failure}", file=sys.stderr)
        return 3
    chosen = [SCENARIOS[name] for name in options.scenario or SCENARIOS]
    passed = sum(perform(one, Options(options.seed, options.requests)) for one in chosen)
    failed = len(chosen) - passed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
