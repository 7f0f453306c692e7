"""The turnover of a year by DuckDB, over the same lines in a table of its own: milliseconds, the median of 21."""

import json
import statistics
import sys
import time

import duckdb

connection = duckdb.connect()
connection.execute(
    "CREATE TABLE ticket_line AS SELECT * FROM read_csv(?, header = false, columns = "
    "{'store_id': 'BIGINT', 'day': 'DATE', 'kind': 'VARCHAR', 'amount': 'BIGINT', 'money': 'BIGINT'})",
    [sys.argv[1]],
)
YEAR = (
    "SELECT day, count(*), sum(amount), sum(money) FROM ticket_line "
    "WHERE store_id = 1 AND day BETWEEN '2025-11-26' AND '2026-11-25' GROUP BY day ORDER BY day"
)
takes = []
for _ in range(21):
    began = time.perf_counter()
    connection.execute(YEAR).fetchall()
    takes.append((time.perf_counter() - began) * 1e3)
print(json.dumps({"year": statistics.median(takes), "version": duckdb.__version__}))
