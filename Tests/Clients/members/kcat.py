"""Tells in the other members' words what `kcat -G` prints. A signal to the process group reaches kcat too."""

import json
import re
import subprocess
import threading

from . import HEARTBEAT_INTERVAL_MS, SESSION_TIMEOUT_MS, Told, arguments, say, say_record


def watch_rebalances(stderr) -> None:
    for line in stderr:
        if "assigned:" in line:
            say("assigned", partitions=[int(p) for p in re.findall(r"\[(\d+)\]", line.split("assigned:")[1])])
        elif "revoked:" in line:
            say("revoked")


def main() -> None:
    brokers, group, topic, instance_id = arguments()
    told = Told()
    say("start")
    kcat = subprocess.Popen(
        ["kcat", "-b", brokers, "-G", group, "-J", "-u", "-X", "auto.offset.reset=earliest",
         "-X", f"session.timeout.ms={SESSION_TIMEOUT_MS}", "-X", f"heartbeat.interval.ms={HEARTBEAT_INTERVAL_MS}",
         "-X", "partition.assignment.strategy=range", "-X", "auto.commit.interval.ms=100",
         *(["-X", f"group.instance.id={instance_id}"] if instance_id else []), topic],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    threading.Thread(target=watch_rebalances, args=(kcat.stderr,), daemon=True).start()
    threading.Thread(target=watch_records, args=(kcat.stdout,), daemon=True).start()
    while not told.to_stop:
        try:
            kcat.wait(0.1)
            say("error", text=f"kcat ended with {kcat.returncode}")
            return
        except subprocess.TimeoutExpired:
            pass
    kcat.terminate()
    kcat.wait()


def watch_records(stdout) -> None:
    for line in stdout:
        envelope = json.loads(line)
        value = envelope["payload"]
        say_record(envelope["partition"], envelope["offset"], None if value is None else value.encode())


main()
