"""PostgreSQL, beside its own programs on the same server."""

import glob
import os
import re
import statistics
import subprocess
import sys
import time

from benchmarks.loads import Loads
from benchmarks.program import CLIENT_CORE, PROGRAMS, SERVER_CORE, free_port

BIN = "/usr/lib/postgresql/15/bin"
BOTH = f"{SERVER_CORE},{CLIENT_CORE}"
POINTS = 1_000_000
UPSERT = """
ON CONFLICT (run, key) DO UPDATE SET step = excluded.step, at = excluded.at, value = excluded.value
WHERE ROW(old.step, old.at, old.value)::record < ROW(excluded.step, excluded.at, excluded.value)::record
"""
SCHEMA = """
CREATE TABLE events (id BIGSERIAL PRIMARY KEY, run BIGINT, step BIGINT, value DOUBLE PRECISION);
CREATE TABLE points (run BIGINT NOT NULL, key BIGINT NOT NULL, step BIGINT NOT NULL, at BIGINT NOT NULL,
    value DOUBLE PRECISION, PRIMARY KEY (run, key, step, at));
CREATE TABLE latest (run BIGINT NOT NULL, key BIGINT NOT NULL, step BIGINT NOT NULL, at BIGINT NOT NULL,
    value DOUBLE PRECISION, PRIMARY KEY (run, key)) WITH (fillfactor = 50);
"""
# What pgbench's clients do: the same statements as ours.
SCRIPTS = {
    # As a program does it that waits for each answer, and with all three in one round trip.
    "transaction": r"""
\set step :step + 1
BEGIN;
INSERT INTO events (run, step, value) VALUES (:client_id, :step, 0.25);
COMMIT;
""",
    "pipelined": r"""
\set step :step + 1
\startpipeline
BEGIN;
INSERT INTO events (run, step, value) VALUES (:client_id, :step, 0.25);
COMMIT;
\endpipeline
""",
    # A point and its series' latest value in one statement, which is the fastest way to write both.
    "point": rf"""
\set run :client_id / 8
\set key :client_id % 8
\set step :step + 1
WITH point AS (INSERT INTO points VALUES (:run, :key, :step, :step, 0.25) ON CONFLICT DO NOTHING)
INSERT INTO latest AS old VALUES (:run, :key, :step, :step, 0.25) {UPSERT};
""",
}


class Server:
    """A PostgreSQL in a folder of its own, over TCP, with what it comes with: every commit is on the disk."""

    def __init__(self, bench):
        self.bench, self.port = bench, free_port()
        os.chmod(bench.folder, 0o755)
        self.folder = os.path.join(bench.folder, "postgresql")
        os.mkdir(self.folder)
        subprocess.run(["chown", "postgres", self.folder], check=True)
        data = os.path.join(self.folder, "data")
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        subprocess.run(
            [*user, f"{BIN}/initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True, cwd="/",
        )
        # The word to end with the parent is forgotten when the user changes, and so it is given again.
        command = [*user[:-1], "--pdeathsig", "KILL", "--", f"{BIN}/postgres", "-D", data, "-p", str(self.port)]
        self.program = bench.run(
            [*command, "-k", self.folder, "-h", "127.0.0.1", "-c", "max_connections=200"], cores=BOTH)
        self.program.listens(self.port)
        while subprocess.run([f"{BIN}/pg_isready", "-q", "-d", self.url], check=False).returncode == 1:
            time.sleep(0.01)
        self.pgbench("-i", "-q", "-s", "10")
        self.psql(SCHEMA, "VACUUM ANALYZE")

    @property
    def url(self):
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres?sslmode=disable"

    def call(self, arguments):
        """A program of a client, by TCP, on both cores."""
        done = subprocess.run(["taskset", "-c", BOTH, *arguments], capture_output=True, text=True, timeout=600)
        if done.returncode:
            sys.exit(f"{' '.join(arguments)} failed:\n{done.stderr}")
        return done

    def psql(self, *statements):
        words = [word for statement in statements for word in ("-c", statement)]
        return self.call([f"{BIN}/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.url, *words]).stdout

    def pgbench(self, *arguments):
        """Transactions a second, when it is no preparation."""
        text = self.call([f"{BIN}/pgbench", *arguments, self.url]).stdout
        found = re.search(r"tps = ([0-9.]+)", text)
        if re.search(r"number of failed transactions: [1-9]", text):
            sys.exit(f"pgbench failed:\n{text}")
        return float(found[1]) if found else None

    def fresh(self, *tables):
        """Empty tables, and nothing left to be written by what was before."""
        self.psql(*[f"TRUNCATE {table}" for table in tables], "CHECKPOINT")


def medians(rounds):
    return [statistics.median(values) for values in zip(*rounds)]


def ratio_of(ours, theirs):
    """The median of what our rate is to the peer's in the same round."""
    return statistics.median(mine[0] / other[0] for mine, other in zip(ours, theirs))


class PostgreSQL(Loads):
    def postgresql(self):
        """Reading, writing and streaming beside pgbench and psql. All share both cores: clients, ours, the server."""
        server = Server(self)
        self.postgresql_reads(server)
        self.postgresql_transactions(server)
        self.postgresql_commits(server)
        self.postgresql_bulk(server)
        self.postgresql_stream(server)
        self.postgresql_requests(server)

    def ours(self, server, name):
        """What our driver reaches: the numbers of one line."""
        command = [os.path.join(PROGRAMS, "Benchmarks"), "postgresql", server.url, name, str(self.seconds)]
        return [float(word) for word in server.call(command).stdout.split()]

    def in_turn(self, *sides):
        """Measures each side in turn, round by round; the figures of each."""
        rounds = [[measure() for measure in sides] for _ in range(self.rounds)]
        return [list(side) for side in zip(*rounds)]

    def told(self, what, ours, theirs, goal=None, late=None, more="", peer="pgbench"):
        mine, other, ratio = medians(ours), medians(theirs), ratio_of(ours, theirs)
        limit = f", p99 {late} ms" if late else ""
        self.row(
            f"PostgreSQL, {what}",
            f"{mine[0]:,.0f}/s",
            f"{peer} {other[0]:,.0f}/s",
            f"{goal} ×{limit}" if goal else "",
            f"{ratio:.2f} ×; p50 {mine[1]:,.0f} p99 {mine[2]:,.0f} µs; {mine[3]:.1f} µs CPU each{more}",
            (ratio >= goal and (not late or mine[2] <= late * 1000)) if goal else None,
        )

    def postgresql_reads(self, server):
        seconds = ["-T", str(self.seconds)]
        *sides, peer = self.in_turn(
            lambda: self.ours(server, "read-shared"),
            lambda: self.ours(server, "read-own"),
            lambda: self.ours(server, "read-lent"),
            lambda: [server.pgbench("-n", "-S", "-M", "prepared", "-c", "16", *seconds)],
        )
        for ours, (what, goal) in zip(sides, [("shared", 2.5), ("a connection each", 0.95), ("lent for each", None)]):
            self.told(f"16 read by key, {what}", ours, peer, goal)

    def script(self, server, name, clients=16):
        """What pgbench reaches with a script of its own."""
        path = os.path.join(self.folder, f"{name}.sql")
        with open(path, "w") as file:
            file.write(SCRIPTS[name])
        return server.pgbench(
            "-n", "-M", "prepared", "-c", str(clients), "-T", str(self.seconds), "-D", "step=0", "-f", path)

    def postgresql_transactions(self, server):
        def fresh(measure):
            server.fresh("events")
            return measure()

        ours, peer, pipelined = self.in_turn(
            lambda: fresh(lambda: self.ours(server, "transactions")),
            lambda: fresh(lambda: [self.script(server, "transaction")]),
            lambda: fresh(lambda: [self.script(server, "pipelined")]),
        )
        more = f"; pipelined by pgbench too {medians(pipelined)[0]:,.0f}/s, {ratio_of(ours, pipelined):.2f} ×"
        self.told("16 transactions of a row", ours, peer, 1.5, more=more)

    def postgresql_commits(self, server):
        def fresh(measure):
            server.fresh("points", "latest")
            return measure()

        for callers, goal, late in [(16, 2, 1), (64, 4, 2), (256, 5, 5)]:
            ours, peer = self.in_turn(
                lambda: fresh(lambda: self.ours(server, f"commit-{callers}")),
                lambda: fresh(lambda: [self.script(server, "point")]),
            )
            self.told(f"{callers} commit points", ours, peer, goal, late)

    def postgresql_bulk(self, server):
        """Four connections at once, ours with a thousand rows in each transaction, psql's with a quarter of all, and,
        beside the goal, with a thousand as well."""
        server.fresh("points")
        self.ours(server, "bulk")
        whole, apart = zip(*[self.copies(server, part) for part in range(4)])

        def ours():
            server.fresh("points")
            return self.ours(server, "bulk")

        def copy(scripts):
            server.fresh("points")
            copies = " & ".join(f"{BIN}/psql -Xq -v ON_ERROR_STOP=1 '{server.url}' -f {script}" for script in scripts)
            text = server.call(["bash", "-c", f"TIMEFORMAT=%R; time ( {copies} & wait )"]).stderr
            count = int(server.psql("SELECT count(*) FROM points"))
            if count != POINTS:
                sys.exit(f"COPY wrote {count} rows:\n{text}")
            return [POINTS / float(text.split()[-1])]

        mine, peer, same = self.in_turn(ours, lambda: copy(whole), lambda: copy(apart))
        more = f"; COPY of a thousand each {medians(same)[0]:,.0f}/s, {ratio_of(mine, same):.2f} ×"
        self.told("bulk rows, 4 connections", mine, peer, 0.9, more=more, peer="COPY")

    def copies(self, server, part):
        """Two scripts for psql that copy a quarter of the points in the order in which we have written them: in one
        transaction, and a thousand in each."""
        name = os.path.join(server.folder, f"points-{part}")
        server.psql(
            f"COPY (SELECT * FROM points WHERE run % 4 = {part} ORDER BY step / 100, run, step, key) "
            f"TO '{name}' WITH BINARY")
        with open(name, "rb") as file:
            data = file.read()
        # A head, then of each row the number of its fields, and of each field its length and itself; then an end.
        head, row = 11 + 4 + 4, 2 + 5 * (4 + 8)
        pieces = []
        for start in range(head, len(data) - 2, 1000 * row):
            pieces.append(f"{name}-{start}")
            with open(pieces[-1], "wb") as file:
                file.write(data[:head] + data[start:min(start + 1000 * row, len(data) - 2)] + data[-2:])
        scripts = []
        for kind, files in [("whole", [name]), ("apart", pieces)]:
            scripts.append(f"{name}-{kind}.sql")
            with open(scripts[-1], "w") as file:
                file.writelines(f"\\copy points from '{path}' with binary\n" for path in files)
        return scripts

    def postgresql_stream(self, server):
        """The peer is COPY of what the server makes JSON of: psql writes no JSON by itself, and what it selects it
        holds whole in its memory before it writes."""
        def psql():
            copy = "COPY (SELECT row_to_json(points) FROM points) TO STDOUT"
            text = server.call(
                ["bash", "-c", f"TIMEFORMAT=%R; time {BIN}/psql -Xq '{server.url}' -c '{copy}' >/dev/null"]).stderr
            return [POINTS / float(text.split()[-1])]

        ours, peer = self.in_turn(lambda: self.ours(server, "stream"), psql)
        mine, other, ratio = medians(ours), medians(peer), ratio_of(ours, peer)
        self.row(
            "PostgreSQL, 1,000,000 rows as JSON", f"{mine[0]:,.0f} rows/s", f"psql {other[0]:,.0f} rows/s",
            "0.7 ×, < 8 MiB", f"{ratio:.2f} ×; {mine[1]:+.1f} MiB; {mine[2]:.2f} µs CPU each",
            ratio >= 0.7 and mine[1] < 8,
        )

    def postgresql_requests(self, server):
        """Through the whole server: its log, its metrics, its router among two hundred operations."""
        apus, port = self.serving({"APUS_DATABASE": server.url}, BOTH)
        script = os.path.join(self.folder, "accounts.lua")
        with open(script, "w") as file:
            file.write(
                'request = function() return wrk.format("GET", "/api/v1/bench/accounts/" .. math.random(1000000)) end')

        def requests():
            before = apus.processor_seconds()
            result = self.wrk(port, "/", 64, None, script, BOTH)
            spent = (apus.processor_seconds() - before) / result["count"] * 1e6
            return [result["rate"], result["p50"] * 1000, result["p99"] * 1000, spent]

        def pgbench():
            # Of one transaction in twenty it writes down how long it took: of all would slow it.
            prefix = os.path.join(server.folder, "waits")
            rate = server.pgbench(
                "-n", "-S", "-M", "prepared", "-c", "64", "-j", "1", "-T", str(self.seconds), "-l",
                "--sampling-rate", "0.05", "--log-prefix", prefix)
            waits = []
            for path in glob.glob(f"{prefix}.*"):
                with open(path) as file:
                    waits += [int(line.split()[2]) for line in file]
                os.remove(path)
            return [rate, sorted(waits or [0])[len(waits) * 99 // 100]]

        ours, peer = self.in_turn(requests, pgbench)
        self.told("GET of a row, 64 connections", ours, peer, 1.5, 2.5, f"; pgbench p99 {medians(peer)[1]:,.0f} µs")
