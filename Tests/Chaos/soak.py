"""A day of event time at 1,000 campaigns on 6 channels, as fast as it goes: memory must stay flat, and restores short.

usage: soak.py [--hours 24] [--campaigns 1000]

Every key has one event a minute. Once an hour of event time the flink job's memory and state are printed; at half time
and at the end it is killed with -9 and started again, and its restore is timed. Prints figures and asserts no time;
exit status 1 when a record was rejected (none is late or wrong) or a service ended or hung; 3 without the program.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from day import PATIENCE_SECONDS, Day
from services import ProgramMissing
from topics import DEAD_LETTERS
from wire import NoAnswer

CHANNELS = ["search", "social", "video", "display", "email", "affiliate"]
MINUTE = 60_000


def minute_of_events(campaigns: int) -> bytes:
    """The lines of one minute, with @ where its time goes."""
    lines = (f'{{"eventType":"{"click" if number % 7 == 0 else "impression"}","organizationId":"org_1",'
             f'"campaignId":"camp_{number:04}","channel":"{channel}","timestamp":@,"value":0.25}}\n'
             for number in range(campaigns) for channel in CHANNELS)
    return "".join(lines).encode()


def run(day: Day, minutes: int, campaigns: int) -> int:
    template, per_minute = minute_of_events(campaigns), campaigns * len(CHANNELS)
    first = (int(time.time() * 1000) // MINUTE - minutes) * MINUTE
    print(f"{minutes * per_minute:,} events over {minutes // 60} h, {per_minute} keys a minute", flush=True)
    day.start()
    began = time.monotonic()
    for minute in range(minutes):
        day.publish(template.replace(b"@", str(first + minute * MINUTE).encode()))
        if minute % 60 == 59:
            day.wait_until_judged(minute * per_minute - 200_000)
            print(f"hour {minute // 60 + 1:2}: {(day.metric('adtally_resident_memory_bytes') or 0) / 1e6:.0f} MB, "
                  f"{day.metric('adtally_windows') or 0:.0f} windows, {day.metric('adtally_keys') or 0:.0f} rows held, "
                  f"{time.monotonic() - began:.0f} s", flush=True)
        if minute == minutes // 2:
            print(day.restart_job(), flush=True)
    day.finish_publishing()
    day.wait_until_judged(minutes * per_minute)
    print(f"all counted after {time.monotonic() - began:.0f} s", flush=True)
    time.sleep(2)
    print(day.restart_job())
    rejected = day.written(DEAD_LETTERS)
    print(f"{rejected} records rejected")
    return 1 if rejected else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--campaigns", type=int, default=1000)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"soak: publish takes nothing for {PATIENCE_SECONDS} s"))
    with tempfile.TemporaryDirectory(prefix="adtally-soak-") as name:
        day = Day(Path(name))
        try:
            return run(day, options.hours * 60, options.campaigns)
        except ProgramMissing as missing:
            print(f"soak: {missing}", file=sys.stderr)
            return 3
        except NoAnswer as fault:
            sys.exit(f"soak: the broker does not answer ({fault})")
        finally:
            day.close()


if __name__ == "__main__":
    sys.exit(main())
