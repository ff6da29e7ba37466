#!/usr/bin/env python3
"""The counts and sums of a recorded topic by DuckDB: a batch, without watermark, lateness or order.

usage: duckdb_peer.py EVENTS THREADS      (pip install duckdb)

Prints the number of rows. For a comparison with `adtally replay` on the same file, in turns; see docs/performance.md.
"""
import sys

import duckdb

QUERY = """
SELECT count(*) FROM (
  SELECT time_bucket(INTERVAL '1 minute', "timestamp") AS minute, organizationId, campaignId, channel,
    count(*) FILTER (eventType = 'impression'), count(*) FILTER (eventType = 'click'),
    count(*) FILTER (eventType = 'conversion'),
    sum(value) FILTER (eventType <> 'conversion'), sum(value) FILTER (eventType = 'conversion')
  FROM read_json($file, format = 'newline_delimited', columns = {
    organizationId: 'VARCHAR', campaignId: 'VARCHAR', channel: 'VARCHAR', eventType: 'VARCHAR',
    "timestamp": 'TIMESTAMP', value: 'DECIMAL(18, 6)'})
  GROUP BY ALL)
"""


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    file, threads = sys.argv[1], int(sys.argv[2])
    connection = duckdb.connect(config={'threads': threads})
    print(connection.execute(QUERY, {'file': file}).fetchone()[0])


main()
