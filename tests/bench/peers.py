"""peers - what a user would take instead, as commands over one file. A peer that is run by
name (`python3 peers.py duckdb eve FILE`) writes CSV to standard output.
"""
import csv
import sys

# A pair's flows, their gaps, the median gap and how far gaps are from it: all that a
# score of regularity needs, and nothing else.
DUCKDB = """
COPY (
    WITH flow AS ({flows}),
    gap AS (SELECT *, t - lag(t) OVER (PARTITION BY src, dst, port ORDER BY t) AS gap FROM flow)
    SELECT src, dst, port, count(*) AS n, median(gap) AS period, mad(gap) AS jitter,
           sum(bytes) AS bytes
    FROM gap GROUP BY src, dst, port HAVING n >= 6 ORDER BY jitter / period
) TO '/dev/stdout' (FORMAT csv, HEADER)
"""
# No more than reading and counting.
DUCKDB_COUNT = """
COPY (
    SELECT src, dst, port, count(*) AS n, min(t) AS first, max(t) AS last, sum(bytes) AS bytes
    FROM ({flows}) GROUP BY src, dst, port HAVING n >= 1000000000
) TO '/dev/stdout' (FORMAT csv, HEADER)
"""
DUCKDB_EVE = """
    SELECT src_ip AS src, dest_ip AS dst, dest_port AS port,
           epoch_ms(flow.start) / 1000 AS t, flow.bytes_toserver AS bytes
    FROM read_json('{path}', format = 'newline_delimited', columns = {{
        event_type: 'VARCHAR', src_ip: 'VARCHAR', dest_ip: 'VARCHAR', dest_port: 'INTEGER',
        flow: 'STRUCT("start" TIMESTAMPTZ, bytes_toserver BIGINT)'}})
    WHERE event_type = 'flow'
"""
DUCKDB_ZEEK = """
    SELECT column02 AS src, column04 AS dst, column05 AS port, column00 AS t, column09 AS bytes
    FROM read_csv('{path}', delim = '\\t', header = false, comment = '#', nullstr = '-',
                  auto_detect = false, quote = '', columns = {{{columns}}})
"""
ZEEK_TYPES = ("DOUBLE VARCHAR VARCHAR INTEGER VARCHAR INTEGER VARCHAR VARCHAR DOUBLE BIGINT BIGINT "
              "VARCHAR VARCHAR VARCHAR BIGINT VARCHAR BIGINT BIGINT BIGINT BIGINT VARCHAR").split()


def duckdb(kind, path, query=DUCKDB):
    import duckdb as module
    if kind == "zeek":
        columns = ", ".join(f"column{i:02}: '{name}'" for i, name in enumerate(ZEEK_TYPES))
        flows = DUCKDB_ZEEK.format(path=path, columns=columns)
    else:
        flows = DUCKDB_EVE.format(path=path)
    module.sql(query.format(flows=flows))


def duckdb_count(kind, path):
    duckdb(kind, path, DUCKDB_COUNT)


def read_pandas(kind, path):
    """Source, destination, port, seconds and bytes of all flows."""
    import pandas
    if kind == "zeek":
        frame = pandas.read_csv(path, sep="\t", comment="#", header=None, na_values="-",
                                usecols=[0, 2, 4, 5, 9], names=range(len(ZEEK_TYPES)))
        return frame.rename(columns={0: "t", 2: "src", 4: "dst", 5: "port", 9: "bytes"})
    chunks = []
    for chunk in pandas.read_json(path, lines=True, chunksize=200000):
        chunk = chunk[chunk["event_type"] == "flow"]
        start = pandas.to_datetime(chunk["flow"].str.get("start"))
        chunks.append(pandas.DataFrame({
            "src": chunk["src_ip"], "dst": chunk["dest_ip"], "port": chunk["dest_port"],
            "t": start.astype("int64") / 1e9, "bytes": chunk["flow"].str.get("bytes_toserver")}))
    return pandas.concat(chunks)


def pandas(kind, path):
    """Flare's six rules: more than 50 gaps of 30 s or more, of which the commonest and its
    neighbours are more than half."""
    out = csv.writer(sys.stdout)
    out.writerow(["src_ip", "dest_ip", "dest_port", "bytes_toserver", "occurrences", "percent",
                  "interval"])
    flows = read_pandas(kind, path).sort_values("t")
    for key, group in flows.groupby(["src", "dst", "port"], sort=False):
        if len(group) <= 50:
            continue
        gaps = group["t"].diff().round()
        gaps = gaps[gaps >= 30].astype(int)
        if len(gaps) <= 50:
            continue
        counts = gaps.value_counts()
        interval = counts.index[0]
        near = counts[(counts.index >= interval - 2) & (counts.index <= interval + 2)].sum()
        percent = 100 * near // len(gaps)
        if percent > 50:
            out.writerow([*key, int(group["bytes"].iloc[1:].sum()), near, percent, interval])


if __name__ == "__main__":
    {"duckdb": duckdb, "duckdb-count": duckdb_count, "pandas": pandas}[sys.argv[1]](*sys.argv[2:])
