#!/usr/bin/env python3
"""Makes a recorded topic for tests and benchmarks: the same seed gives the same bytes.

usage: make_events.py [--events N] [--seed N] [--partitions P] [--broken PERCENT] [--campaigns N] OUT

One partition makes bare events; more make `kcat -J` envelopes. Events come out of order by up to 8 s, and one in
two hundred comes minutes late. --broken spoils that share of the records, in a dozen ways by turns.
"""
import argparse, base64, json, random, sys

START = 1_763_688_180_000  # ms since 1970 UTC, a full minute
TYPES = ['impression'] * 80 + ['click'] * 17 + ['conversion'] * 3
CHANNELS = ['search', 'social', 'display', 'video', 'email', None]


def stamp(ms):
    from datetime import datetime, timezone
    return datetime.fromtimestamp(ms / 1000, timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.') + f'{ms % 1000:03d}Z'


def spoil(kind, e, rnd):
    """The bytes of event `e` broken in one way; None is a tombstone."""
    text = lambda **change: json.dumps({**e, **change}).encode()
    if kind == 'truncated':
        raw = text()
        return raw[:rnd.randrange(1, len(raw))]
    if kind == 'wrong type':
        return text(campaignId=17)
    if kind == 'unknown type':
        return text(eventType='bounce')
    if kind == 'huge':
        return text(value=10 ** rnd.randrange(10, 300))
    if kind == 'negative':
        return text(value=-0.01)
    if kind == 'missing member':
        return json.dumps({k: v for k, v in e.items() if k != rnd.choice(['campaignId', 'eventType', 'timestamp'])}).encode()
    if kind == 'bad time':
        return text(timestamp=rnd.choice(['yesterday', '2026-02-30T00:00:00Z', '2026-11-21T01:02:03', 12, 1.5, None]))
    if kind == 'invalid UTF-8':
        return text().replace(b'camp_', b'camp\xff\xfe')
    if kind == 'lone surrogate':
        return text().replace(b'camp_', b'camp\\ud800')
    if kind == '70 KiB':
        return text(metadata={'blob': 'x' * 70_000})
    if kind == 'tombstone':
        return None
    if kind == 'two objects':
        return text() + text()
    if kind == 'not an object':
        return b'[1, 2, 3]'
    if kind == 'long name':
        return text(channel='c' * 129)
    return text(organizationId='a\u0007b')


KINDS = ['truncated', 'wrong type', 'unknown type', 'huge', 'negative', 'missing member', 'bad time', 'invalid UTF-8',
         'lone surrogate', '70 KiB', 'tombstone', 'two objects', 'not an object', 'long name', 'control character']


def event(n, ms, rnd, campaigns):
    kind = rnd.choice(TYPES)
    e = {'eventId': f'e-{n}', 'eventType': kind, 'organizationId': f'org_{rnd.randrange(3)}',
         'campaignId': f'camp_{rnd.randrange(campaigns):03d}', 'channel': rnd.choice(CHANNELS), 'timestamp': stamp(ms)}
    if kind != 'impression' or rnd.random() < 0.3:
        e['value'] = rnd.randrange(0, 9_000_000) / 100_000
    e['metadata'] = {'sessionId': f's_{rnd.randrange(10 ** 9)}', 'deviceType': rnd.choice(['mobile', 'desktop', 'tv'])}
    return e


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--events', type=int, default=10_000)
    ap.add_argument('--seed', type=int, default=1)
    ap.add_argument('--partitions', type=int, default=1)
    ap.add_argument('--broken', type=float, default=0, help='percent')
    ap.add_argument('--campaigns', type=int, default=20)
    ap.add_argument('out')
    a = ap.parse_args()
    rnd = random.Random(a.seed)
    offsets = [0] * a.partitions
    now, spoiled = START, 0
    with open(a.out, 'wb') as out:
        for n in range(a.events):
            now += rnd.randrange(0, 40)
            late = rnd.randrange(60_000, 900_000) if rnd.random() < 0.005 else 0
            e = event(n, now - rnd.randrange(0, 8_000) - late, rnd, a.campaigns)
            raw = json.dumps(e).encode()
            if rnd.random() * 100 < a.broken:
                raw = spoil(KINDS[spoiled % len(KINDS)], e, rnd)
                spoiled += 1
            if a.partitions == 1:
                out.write((raw if raw is not None else b'') + b'\n')
                continue
            p = rnd.randrange(a.partitions)
            line = {'topic': 'logs', 'partition': p, 'offset': offsets[p], 'ts': now, 'key': e['campaignId']}
            offsets[p] += 1
            try:
                line['payload'] = None if raw is None else raw.decode()
            except UnicodeDecodeError:
                line['payloadBase64'] = base64.b64encode(raw).decode()
            out.write(json.dumps(line).encode() + b'\n')


if __name__ == '__main__':
    sys.exit(main())
