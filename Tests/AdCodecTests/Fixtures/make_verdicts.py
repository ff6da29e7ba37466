#!/usr/bin/env python3
"""Writes what the reference oracle says about tricky records and tricky lines of a recorded topic.

usage: make_verdicts.py ORACLE [--random N] [--seed S] [--output DIR]

ORACLE is the path of oracle.py. Writes verdicts.ndjson (events) and lines.ndjson (lines of a recorded topic) to DIR,
by default beside this script: the hand-made cases below and N random ones (default 100) of each kind. `swift test`
checks the decoder against the two files here, and against those in the folder ADTALLY_VERDICTS as well:

    make_verdicts.py oracle.py --random 200000 --seed 7 --output /tmp/verdicts
    ADTALLY_VERDICTS=/tmp/verdicts swift test --filter Oracle

A case's bytes are `head` + `fill` x `count` + `tail`, or `base64` when they are not UTF-8.
"""
import argparse, base64, importlib.util, json, os, random, tempfile

STAMP = '"timestamp":"2026-11-21T01:23:45.678Z"'
CORE = '"eventType":"click","campaignId":"c",' + STAMP

STAMPS = '''2026-11-21T01:23:45Z 2026-11-21t01:23:45z 2026-11-21|01:23:45.1Z 2026-11-21T01:23:45.12+00:00
2026-11-21T01:23:45.123456789-23:59 2026-11-21T01:23:45.1234567890Z 2026-11-21T01:23:45.Z 2026-11-21T01:23:45
2026-11-21T01:23:45+24:00 2026-11-21T01:23:45+00:60 2026-11-21T01:23:45+0100 2026-11-21T01:23:45+01 2026-02-29T00:00:00Z
2024-02-29T00:00:00Z 2000-02-29T00:00:00Z 2100-02-29T00:00:00Z 2026-04-31T00:00:00Z 2026-13-01T00:00:00Z
2026-00-01T00:00:00Z 2026-01-00T00:00:00Z 2026-11-21T24:00:00Z 2026-11-21T23:60:00Z 2026-11-21T23:59:60Z
0000-01-01T00:00:00Z 0001-01-01T00:00:00Z 9999-12-31T23:59:59Z 1999-12-31T23:59:59.999Z 2000-01-01T00:00:00Z
2000-01-01T00:00:00+00:01 1999-12-31T23:59:59-00:01 2099-12-31T23:59:59.9999Z 2100-01-01T00:00:00Z
2100-01-01T00:00:00+00:01 2026-11-21T01:23:45,5Z 2026-11-21T1:23:45Z 26-11-21T01:23:45Z +2026-11-21T01:23:45Z
2026-11-21T01:23:45.678Z| |2026-11-21T01:23:45Z 2026-11-21T01:23:45\\u005a 2026-11-21\\u002001:23:45Z
2026-11-21T01:23:45\\ud800Z 2026-11-21T01:23:\u0664\u0665Z 2026-11-21T01:23:45\u2212\u0030\u0031:00 2026-11-21T01:23:45.678Z\\n'''
STAMPS = ['"%s"' % s.replace('|', ' ') for s in STAMPS.split()] + [
    '946684800000', '946684799999', '4102444799999', '4102444800000', '1795224225678', '1795224225678.0', '1.8e12',
    '-1795224225678', '01795224225678', '99999999999999999999', '9223372036854775808', '-9223372036854775808',
    '"1795224225678"', '1e1000000000000000000', 'NaN', 'Infinity', '-Infinity', 'true', 'null', '""', '[]', '{}', '0', '-0']

NUMBERS = '''0 -0 0.0 -0.0 -0e5 0e999999999999999999 0e1000000000000000000 0.0e1000000000000000000 1 1.25 1e-7 5e-7 15e-7
0.0000005 0.0000015 0.0000025 0.00000050000000000000000000000000001 12.5E-6 1e-6 4.9999999e-7 -1e-400 -0.0000001
1e9 1E+9 1000000000 1000000001 1000000000.0 1000000000.0000000001 999999999.9999999 999999999.99999949 0.1e10 0.11e10
1e-1000000000000000000 1e-1999999999999999997 1e-1999999999999999998 0e-1999999999999999998 0.0e-1999999999999999997
10e-1999999999999999998 1e999999999999999999 1e1000000000000000000 0.01e1000000000000000001 0.01e1000000000000000002
1e00000000000000000000000000000000001 1e-00000000000000000000000000000000001 1e99999999999999999999999999
1e-99999999999999999999999999 01 +1 .5 1. 1e 1e+ 1.e5 1.5e 0x10 1_000 --1 - 1-1 00 -01 1,5 1.2.3 1e5.5 1e1e1 Infinity
-Infinity NaN -NaN nan inf true false null "1" "" [] {} [1] 1" 1"a" 1"a"b tru truee nulll None \\"1 \u0661'''.split()

NAMES = '''"" "a" "org_1" "\\u0061" "\\ud83d\\ude00" "\\ud83d" "\\ude00" "\\ude00\\ud83d" "\\ud83d\\ud83d\\ude00" "\\ud83dx"
"\\ud83d\\n" "\\u0000" "\\u001f" "\\n" "\\t" "\\u007f" "\x7f" "\u0080" "\\u0080" "e\u0301" "\u00e9" "\U0001f600" "\\"" "\\\\" "\\/"
"\\b" "\\f" "\\q" "\\u12" "\\u12G4" "\\u+123" "\\ud83d\\u12" "\\ud83d\\uZZZZ" "a"b" "a\tb" "a""b" null true 1 1.5 [] {} ["a"] NaN 'a' a "\\U0041"
"\u2028" "\ufeff" "\\'" "\\x41" "|" "%" " "'''.split('\n')
NAMES = [n for line in NAMES for n in line.split(' ') if n] + ['"a\tb"', '" "', '"a b"', '"\n"', '"\x00"']

TYPES = ['"%s"' % t for t in ('impression click conversion view engagement completion skip Click clicks clic vieW skip\\u0000 '
    'clic\\u006b \\u0063lick cl\\u0069ck \\ud800 click\\ud800 conversiom completiom impressiom').split()] + [
    '""', 'null', '1', 'true', '["click"]', '{"a":"click"}', 'click', 'NaN']

SKIPPED = '''{} [] {"a":1} [1,2] {"a":1,} [1,] [1|2] {"a"|"b"} [1,2} {"a":1] {"a"} {"a":} {:1} {1:2} {,} [,] [1,,2] [:] {"a":1:2}
{"a":1,"b"} {"a":"b":"c"} [{}] [[]] {"a":{"b":[1,{"c":null}]}} [[[[]]]] [[[[]]] [}] {"a":[}]} {"a":{]} "\\ud800" {"\\ud800":1}
{"a\\u0062":[true,false,null,-0.5e+3]} 1|2 "a"|"b" {"a":1}{"b":2} [1][2] [NaN] [-Infinity,Infinity] [01] [1.] [+1] ["\\x"] ["a]
{"eventType":"skip"} {"campaignId":"other","value":-1} // /**/ [1,/**/2] 'a' undefined [\ufeff] [\u00a01] [\x0c1] [\x0b1]
[tru] [nul,1] ["a"1] [1"a"] [true"a"] {"a":1"b":2} {"a":\\"b"} [1e5] [1e1000000000000000000] [-] ["] [""] ["\\"] ["\\\\"] ["\\\\\\""] [\x1a]
{"a"\x1a1} [1\x0c2] {"a":"b"\x0c"c":1} [[1],[2]] [{"a":1},{"a":2}] "x"1 1"x" nullnull -'''.split()
SKIPPED = [s.replace('|', ' ') for s in SKIPPED]

WHOLE = ['', ' ', '{', '}', '[]', '[{}]', 'null', '1', '"a"', '{}', ' {} ', '\ufeff{' + CORE + '}', '{' + CORE + '}\x00', '\x00',
    '{' + CORE + '} ', '\t\r\n {' + CORE + '}\r\n\t ', '{' + CORE + '}\x0c', '\x0b{' + CORE + '}', '{' + CORE + ',}', '{,' + CORE + '}',
    '{' + CORE + '}{}', '{' + CORE + '},', '{' + CORE + '}]', '{' + CORE, '{' + CORE + '}}', '[{' + CORE + '}]', '{' + CORE + '} x', 'NaN',
    '{' + CORE + ' "value":1}', '{' + CORE + ',,"value":1}', '{' + CORE + ',"value" 1}', '{' + CORE + ',"value"::1}', '{' + CORE + ',value:1}',
    '{' + CORE.replace(':', ' :\t').replace(',', '\n,\r') + '}', '{' + CORE + ',"value":1,"value":-1}', '{' + CORE + ',"value":-1,"value":1}',
    '{' + CORE + ',"value":01,"value":1}', '{' + CORE + ',"value":1e1000000000000000000,"value":1}', '{' + CORE + ',"value":"x","value":null}',
    '{' + CORE + ',"channel":"\\ud800","channel":"a"}', '{' + CORE + ',"channel":"\\x","channel":"a"}', '{' + CORE + ',"channel":1,"channel":"a"}',
    '{' + CORE + ',"event\\u0054ype":"skip"}', '{' + CORE + ',"\\u0076alu\\u0065":2}', '{' + CORE + ',"val\\u0075e\\u0000":-2}', '{' + CORE + ',"":1}',
    '{"eventType":"nope","organizationId":"\\ud800","campaignId":"c",' + STAMP + '}', '{"eventType":"click","value":-1,"campaignId":"\\ud800"}',
    '{"eventType":"click","organizationId":"","campaignId":"\\ud800","timestamp":1}', '{"eventType":"click","campaignId":"","channel":"\\ud800"}',
    '{"eventType":"click","campaignId":"c","channel":"\\ud800","timestamp":1}', '{"eventType":"click","campaignId":"c"}', '{"eventType":"click",' + STAMP + '}']

RAW = [b'\xff', b'{' + CORE.encode() + b',"x":"\xff"}', b'{' + CORE.encode() + b',"x":"\xed\xa0\x80"}', b'{' + CORE.encode() + b',"x":"\xc0\x80"}',
    b'{' + CORE.encode() + b',"x":"\xf4\x90\x80\x80"}', b'{' + CORE.encode() + b',"x":"\xf0\x9f\x98"}', b'{' + CORE.encode() + b',\xff"x":1}',
    b'{' + CORE.encode() + b'}\xc2', b'\xef\xbb\xbf{}', ('{' + CORE + '}').encode('utf-16-le'), b'{' + CORE.encode() + b',"\xe2\x82":1}']

LONG = [('{' + CORE + ',"channel":"', 'a', n, '"}') for n in (127, 128, 129)] + [
    ('{' + CORE + ',"channel":"', '\u00e9', n, '"}') for n in (64, 65)] + [
    ('{' + CORE + ',"channel":"', '\\u0061', n, '"}') for n in (128, 129)] + [
    ('{' + CORE + ',"channel":"', 'a', 200, '\\ud800"}'), ('{' + CORE + ',"', 'a', 500, '\\u0061":1}')] + [
    ('{' + CORE + ',"value":', '9', n, '}') for n in (4300, 4301)] + [
    ('{' + CORE + ',"value":0.', '0', n, '1}') for n in (5, 6, 60000)] + [
    ('{' + CORE + ',"value":-', '0', 9000, '}'), ('{' + CORE + ',"value":-0.', '0', 9000, '}'), ('{' + CORE + ',"value":0.', '9', 60000, '}'),
    ('{' + CORE + ',"value":0.0000005', '0', 60000, '}'), ('{' + CORE + ',"value":0.0000005', '0', 60000, '1}'),
    ('{' + CORE + ',"value":1000000000.', '0', 60000, '}'), ('{' + CORE + ',"value":1000000000.', '0', 60000, '1}'),
    ('{' + CORE + ',"value":1', '0', 5000, 'e-5000}'), ('{' + CORE + ',"value":1.', '0', 5000, 'e5}'), ('{' + CORE + ',"timestamp":', '9', 4301, '}'),
    ('{' + CORE + ',"value":1e', '0', 5000, '1}'), ('{' + CORE + ',"x":', '9', 4301, '}'), ('{' + CORE + ',"timestamp":"', '0', 60000, '"}')] + [
    ('{' + CORE + '}', ' ', n - len('{' + CORE + '}'), '') for n in (65535, 65536, 65537)] + [('', ' ', 65537, ''), ('', 'x', 65536, '')] + [
    ('{' + CORE + ',"m":' + '[' * n, ']', n, '}') for n in (60, 990, 991, 992)] + [
    ('{' + CORE + ',"m":' + '{"a":' * n + '1', '}', n, '}') for n in (991, 992)] + [('{' + CORE + ',"m":', '[', 30000, '')]

LINES = ['{"partition":%s,"offset":%s,"payload":%s}' % t for t in [
    ('1', '2', '"x"'), ('-1', '2', '"x"'), ('1', '-2', '"x"'), ('true', '2', '"x"'), ('1', 'false', '"x"'), ('1.0', '2', '"x"'),
    ('1', '2e0', '"x"'), ('"1"', '2', '"x"'), ('1', 'null', '"x"'), ('1', '2', 'null'), ('1', '2', '1'), ('1', '2', '{}'),
    ('1', '2', '""'), ('1', '2', '"\\ud800"'), ('1', '2', '"\\ud83d\\ude00\\udc00\\ud83d"'), ('1', '2', '"a\\u0000\\n\\"\\\\\\/b"'),
    ('1', '2', '"\\q"'), ('1', '2', '"a'), ('01', '2', '"x"'), ('-0', '2', '"x"'), ('1', '2', '"x","payload":"y"'), ('1', '2', '"x","payload":1'),
    ('1', '2', 'NaN'), ('2147483647', '9223372036854775807', '"x"'), ('1', '2', '"x","payloadBase64":"eHk="'), ('1', '2', '"x","payloadBase64":null'),
    ('1', '2', 'null,"payloadBase64":"/w=="'), ('1', '2', '5,"payloadBase64":""'), ('1', '2', '"x","ts":5'), ('1', '2', '"x","ts":-1'),
    ('1', '2', '"x","ts":0'), ('1', '2', '"x","ts":-0'), ('1', '2', '"x","ts":true'), ('1', '2', '"x","ts":5.0'), ('1', '2', '"x","ts":null'),
    ('1', '2', '"x","ts":"5"'), ('1', '2', '"x","ts":1795224225678'), ('1', '2', '"x","big":1e1000000000000000000'), ('1', '2', '"x","big":[1,]')]] + [
    '{"partition":1,"offset":2,"payloadBase64":"%s"}' % t for t in ('', 'eA==', 'e\\u0041==', 'eHl6', 'eH l6', 'eHl6eHl6=', '/+8=', 'eHk=eHk=', '====', 'e=H=k=', 'eA=\\n=')] + [
    '{"partition":1,"offset":2}', '{"partition":1,"offset":2,"x":"\\"payload"}', ' {"partition":1,"offset":2,"payload":"x"}', '{"payload":"x"}',
    '{"partition":1,"offset":2,"payload":"x"} ', '{"partition":1,"offset":2,"payload":"x"}\t', '{"partition":1,"offset":2,"payload":"x"}\x0c',
    '{"partition":1,"offset":2,"payload":"x"}\r\r', '\r', ' ', '{', '[1,"payload"]', '{"partition":1,"offset":2,"pay\\u006coad":"x"}',
    '{"partition":1,"offset":2,"pay\\u006coad":"x","z":"payload"}', '{"pArtition":1,"offset":2,"payload":"x"}', '{"payload":null,"partition":1,"offset":2}',
    '{"partition":1,"partition":2,"offset":2,"payload":"x"}', '{"partition":1,"offset":2,"payloads":1}', '{' + CORE + ',"m":{"payload":1}}', '{' + CORE + ',"payload":"x"}',
    '{"topic":"logs","partition":3,"offset":7,"tstype":"create","ts":1795224225000,"broker":0,"key":"c","payload":"{%s}"}' % CORE.replace('"', '\\"')]
RAW_LINES = [b'{"partition":1,"offset":2,"payload":"\xed\xa0\x80"}', b'{"key":"\xed\xa0\x80","partition":1,"offset":2,"payload":"x"}',
    b'{"partition":1,"offset":2,"payload":"\xff"}', b'{"partition":1,"offset":2,"payload":"\xed\xa0"}', b'\xff', b'{"partition":1,\xed\xa0\x80"offset":2,"payload":"x"}',
    b'{"partition":1,"offset":2,"payload":"\xed\xa0\xbd\xed\xb8\x80\\ud83d\xed\xb8\x80"}']


def hand_made():
    for text in WHOLE:
        yield text.encode()
    yield from RAW
    for member, values in (('value', NUMBERS), ('timestamp', STAMPS), ('eventType', TYPES), ('metadata', SKIPPED + NUMBERS),
                           ('organizationId', NAMES), ('campaignId', NAMES), ('channel', NAMES)):
        for value in values:
            yield ('{%s,"%s":%s}' % (CORE, member, value)).encode()


def decimal(rng):
    digits = lambda n: ''.join(rng.choice('0000123456789999') for _ in range(rng.randrange(n)))
    whole = rng.choice(['0', '1', '12', '999999999', '1000000000', str(rng.randrange(10 ** rng.randrange(1, 12)))])
    fraction = '.' + (digits(12) + rng.choice(['', '5', '50000', '49999', '50000000000001'])) if rng.random() < .7 else ''
    exponent = rng.choice('eE') + rng.choice(['', '+', '-']) + str(rng.randrange(20)) if rng.random() < .3 else ''
    return rng.choice(['', '', '', '', '-']) + whole + fraction + exponent


def stamp(rng):
    if rng.random() < .3:
        return str(rng.randrange(9 * 10 ** 11, 42 * 10 ** 11))
    text = '%04d-%02d-%02d%s%02d:%02d:%02d' % (rng.choice([1999, 2000, 2024, 2026, 2099, 2100]), rng.randrange(1, 13), rng.randrange(1, 32),
        rng.choice('TTTt '), rng.randrange(25), rng.randrange(60), rng.randrange(60))
    if rng.random() < .6:
        text += '.' + ''.join(rng.choice('0123456789') for _ in range(rng.randrange(11)))
    return '"%s%s"' % (text, rng.choice(['Z', 'z', '+%02d:%02d' % (rng.randrange(25), rng.randrange(61)), '-05:30']))


def name(rng, text):
    """A member's name, sometimes with escapes in it."""
    return '"%s"' % ''.join('\\u%04x' % ord(c) if rng.random() < .03 else c for c in text)


def random_event(rng):
    good = lambda pool, fine: rng.choice(fine) if rng.random() < .8 else rng.choice(pool)
    members = [('eventType', good(TYPES, TYPES[:7])), ('campaignId', good(NAMES, ['"camp_1"', '"c\\u00e4"'])),
               ('timestamp', stamp(rng) if rng.random() < .5 else good(STAMPS, STAMPS[:3]))]
    for member, make in (('value', lambda: good(NUMBERS, [decimal(rng)])), ('organizationId', lambda: good(NAMES, ['"org_1"'])),
                         ('channel', lambda: good(NAMES, ['"search"'])), ('metadata', lambda: good(SKIPPED, ['{"a":{"b":[1,"c"]}}', '[]', '"x"'])), ('eventId', lambda: good(NAMES, ['"e"'])),
                         (rng.choice(['value', 'eventType', 'channel']), lambda: good(NUMBERS + NAMES + TYPES, ['"view"', '7']))):
        if rng.random() < .5:
            members.append((member, make()))
    rng.shuffle(members)
    space = lambda: rng.choice([' ', '\n', '\t', '\r ']) if rng.random() < .05 else ''
    text = ','.join(space() + name(rng, k) + space() + ':' + space() + v + space() for k, v in members)
    return mutate(rng, (space() + '{' + text + '}' + space()).encode())


def random_line(rng):
    good = lambda pool, fine: rng.choice(fine) if rng.random() < .8 else rng.choice(pool)
    event = json.dumps(random_event(rng).decode('utf-8', 'surrogateescape')) if rng.random() < .8 else rng.choice(NAMES)
    members = [('partition', good(NUMBERS, ['0', '1', '5'])), ('offset', good(NUMBERS, ['0', '77'])), ('payload', event)]
    for member, make in (('ts', lambda: good(NUMBERS, ['1795224225678', '-1'])), ('key', lambda: good(NAMES, ['"c"', 'null'])), ('topic', lambda: '"logs"'),
                         ('headers', lambda: good(SKIPPED, ['["a","b"]'])), ('payloadBase64', lambda: rng.choice(['"eHl6"', '"/w=="', 'null', '1']))):
        if rng.random() < .3:
            members.append((member, make()))
    if rng.random() < .5:
        rng.shuffle(members)
    line = ('{' + ','.join(name(rng, k) + ':' + v for k, v in members) + '}').encode('utf-8', 'surrogatepass')
    return mutate(rng, line).replace(b'\n', b' ')


def mutate(rng, data):
    """Half the time nothing; else up to three accidents."""
    data = bytearray(data)
    for _ in range(rng.choice([0, 0, 0, 1, 2, 3])):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(7)
        if kind == 0 and at < len(data):
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at:at + rng.choice([1, 1, 1, 2, 5])]
        elif kind == 2:
            data[at:at] = rng.choice([b'"', b'\\', b',', b':', b'{', b'}', b'[', b']', b'0', b'-', b'e', b'.', b' ', b'\x00', b'\x7f', b'\xc3\xa9', b'\xed\xa0\x80'])
        elif kind == 3:
            del data[at:]
        elif kind == 4:
            other = rng.randrange(len(data) + 1)
            data[at:at] = data[min(at, other):max(at, other)]
        elif kind == 5 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 6 and at + 1 < len(data):
            data[at], data[at + 1] = data[at + 1], data[at]
    return bytes(data)


def form(raw):
    try:
        return {'head': raw.decode()}
    except UnicodeDecodeError:
        return {'base64': base64.b64encode(raw).decode()}


def judge(oracle, raw):
    """Called from main, as `run` is in the oracle: how deep JSON may nest depends on the depth of the stack."""
    try:
        kind, organization, campaign, channel, milliseconds, micros = oracle.parse(raw)
    except oracle.Reject as reason:
        return {'reason': str(reason)}
    return {'eventType': kind, 'organizationId': organization, 'campaignId': campaign, 'channel': channel,
            'timestamp': milliseconds, 'micros': micros}


def is_beyond_int64(line):
    """Such an offset or timestamp is no Kafka's; we take the line for a bare event, or the timestamp for none."""
    try:
        envelope = json.loads(line)
        return any(type(envelope.get(name)) is int and not -2 ** 63 <= envelope[name] < 2 ** 63 for name in ('offset', 'ts'))
    except (ValueError, AttributeError):
        return False


def read_line(oracle, path, line):
    """What the oracle reads from a file of one line; None where it gives up (bad base64, far too deep)."""
    with open(path, 'wb') as file:
        file.write(line)
    try:
        found = list(oracle.records(path))
    except (ValueError, RecursionError):
        return None
    if not found:
        return {'empty': True}
    partition, payload, timestamp = found[0]
    if not -2 ** 31 <= partition < 2 ** 31 or is_beyond_int64(line):
        return None
    return {'partition': partition, 'timestamp': None if timestamp is None else min(timestamp, 2 ** 62 - 1),
            'payload': None if payload is None else base64.b64encode(payload).decode()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('oracle')
    parser.add_argument('--random', type=int, default=100)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--output', default=os.path.dirname(os.path.abspath(__file__)))
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location('oracle', options.oracle)
    oracle = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(oracle)
    rng = random.Random(options.seed)
    with open(os.path.join(options.output, 'verdicts.ndjson'), 'w') as out:
        for raw in list(hand_made()) + [random_event(rng) for _ in range(options.random)]:
            print(json.dumps({**form(raw), **judge(oracle, raw)}, ensure_ascii=False), file=out)
        for head, fill, count, tail in LONG:
            case = {'head': head, 'fill': fill, 'count': count, 'tail': tail}
            print(json.dumps({**case, **judge(oracle, (head + fill * count + tail).encode())}, ensure_ascii=False), file=out)
    lines = [text.encode() for text in LINES] + RAW_LINES + [random_line(rng) for _ in range(options.random)]
    with open(os.path.join(options.output, 'lines.ndjson'), 'w') as out, tempfile.NamedTemporaryFile() as scratch:
        for line in lines:
            found = read_line(oracle, scratch.name, line)
            if found is not None:
                print(json.dumps({**form(line), **found}, ensure_ascii=False), file=out)


if __name__ == '__main__':
    main()
