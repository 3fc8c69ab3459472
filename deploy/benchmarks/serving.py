"""HTTP: requests, files, connections, memory."""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

from benchmarks.bench import MIB
from benchmarks.loads import Loads
from benchmarks.program import CLIENT_CORE, PROGRAMS, SERVER_CORE


class Serving(Loads):
    def constant(self):
        """A constant through the whole server."""
        apus, port = self.server()
        apus.answers(port, "/health")
        body = urllib.request.urlopen(f"http://127.0.0.1:{port}/health").read().decode()
        nginx, peer, _ = self.nginx(body)
        sides = {"apus": (apus, port, "/health", None), "nginx": (nginx, peer, "/", None)}
        self.ratio("a constant, 64 connections", self.rates(sides, 64), 0.95)
        self.ratio("a constant, 1 connection", self.rates(sides, 1), 0.95)

    def json(self):
        """A JSON endpoint among 200, through everything."""
        apus, port = self.serving()
        nginx, peer, _ = self.nginx()
        script = os.path.join(self.folder, "post.lua")
        with open(script, "w") as file:
            file.write("""
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"name":"resnet-042","status":"running","startTime":1700000000000,"step":42,"loss":0.125}'
""")
        path = "/api/v1/bench/experiments/7/runs"
        waiting, waiting_port = self.serving(arguments=["--waiting"])
        sides = {
            "apus": (apus, port, path, script),
            "waiting": (waiting, waiting_port, path, script),
            "nginx": (nginx, peer, "/", None),
        }
        results = self.rates(sides, 64)
        self.ratio("JSON through everything, 64 connections", results, 0.8)
        # What may wait is served by a task, which costs it so much more though there is nothing to wait for.
        self.ratio("the same by an asynchronous function", {**results, "apus": results["waiting"]}, 0.8)

    def loops(self):
        """Two loops instead of one: what a request costs."""
        one, first = self.server()
        two, second = self.server({"APUS_HTTP_LOOPS": "2"}, f"{SERVER_CORE},{CLIENT_CORE}")
        one.answers(first, "/health")
        two.answers(second, "/health")
        peer, peer_first, _ = self.nginx()
        peers, peer_second, _ = self.nginx(processes=2)
        # The second loop shares its core with the load, so that with one request at a time both loops run dry and pay
        # for sleeping; with eight at a time they are kept busy. How much of that is the machine's, the peer tells.
        for what, script in [("one at a time", None), ("8 pipelined", self.pipelining(8))]:
            sides = {
                "one": (one, first, "/health", script),
                "two": (two, second, "/health", script),
                "nginx one": (peer, peer_first, "/", script),
                "nginx two": (peers, peer_second, "/", script),
            }
            cost = {name: figures[1] for name, figures in self.rates(sides, 64).items()}
            ratio, theirs = cost["two"] / cost["one"], cost["nginx two"] / cost["nginx one"]
            self.row(
                f"two loops, CPU a request, {what}",
                f"{cost['two']:.2f} / {cost['one']:.2f} µs",
                f"nginx {cost['nginx two']:.2f} / {cost['nginx one']:.2f} µs",
                "≤ 1.1 ×",
                f"{ratio:.2f} ×; nginx, two processes for one, {theirs:.2f} ×",
                ratio <= 1.1,
            )

    def pipelining(self, depth):
        """A script that sends so many requests at a time on each connection."""
        path = os.path.join(self.folder, f"pipelining-{depth}.lua")
        with open(path, "w") as file:
            file.write(f"init = function() requests = string.rep(wrk.format(), {depth}) end\n")
            file.write("request = function() return requests end\n")
        return path

    def files(self):
        """1 GiB down, up, and over TLS."""
        self.big()
        nginx, plain, secure = self.nginx()
        key, certificate = self.certificate()
        root = ["--root", os.path.join(self.folder, "files")]
        apus, port = self.serving(arguments=root)
        tls, tls_port = self.server(
            {"APUS_TLS_CERTIFICATE": certificate, "APUS_TLS_KEY": key}, SERVER_CORE, "Benchmarks", ["serve", *root]
        )
        tls.listens(tls_port)
        for what, ours, ours_port, peer_port, is_tls, up in [
            ("1 GiB down", apus, port, plain, False, False),
            ("1 GiB up", apus, port, plain, False, True),
            ("1 GiB down, TLS", tls, tls_port, secure, True, False),
            ("1 GiB up, TLS", tls, tls_port, secure, True, True),
        ]:
            self.transfer(peer_port, is_tls, up)
            self.transfer(ours_port, is_tls, up)
            before = ours.memory()
            figures = [
                (self.transfer(ours_port, is_tls, up), self.transfer(peer_port, is_tls, up))
                for _ in range(self.rounds)
            ]
            growth = (ours.memory() - before) / MIB
            mine, theirs = (statistics.median(values) for values in zip(*figures))
            self.row(
                what,
                f"{mine:,.0f} MB/s",
                f"nginx {theirs:,.0f} MB/s",
                "0.95 ×, < 4 MiB",
                f"{mine / theirs:.2f} ×; {growth:+.1f} MiB",
                mine >= 0.95 * theirs and growth < 4,
            )

    def start(self):
        """From the start of the program to its first answer."""
        times = []
        for _ in range(max(5, self.rounds)):
            apus, port = self.server()
            times.append(apus.answers(port, "/health"))
            self.stop()
        self.row("start to the first answer", f"{statistics.median(times):.0f} ms", "", "50 ms", "",
                 statistics.median(times) <= 50)

    def idle(self):
        """What it holds when nobody asks."""
        apus, port = self.server({"APUS_HTTP_LOOPS": "2"})
        apus.answers(port, "/health/ready")
        time.sleep(1)
        memory = apus.memory() / MIB
        self.row("idle memory", f"{memory:.1f} MiB", "", "20 MiB", "", memory <= 20)

    def crowd(self):
        """10,000 connections that say nothing, and one caller among them."""
        count = 10_000
        limits = {"APUS_HTTP_CONNECTIONS": "12000", "APUS_HTTP_CONNECTIONS_PER_ADDRESS": "12000"}
        apus, port = self.server(limits)
        apus.answers(port, "/health")
        self.wrk(port, "/health", 8, 1)
        before = apus.memory()
        crowd = []
        try:
            for _ in range(count):
                s = socket.create_connection(("127.0.0.1", port), timeout=10)
                s.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                crowd.append(s)
            for s in crowd:
                if not s.recv(4096).startswith(b"HTTP/1.1 200"):
                    sys.exit("a connection of the crowd was not answered")
            p99 = statistics.median(self.wrk(port, "/health", 8)["p99"] for _ in range(self.rounds))
            growth = (apus.memory() - before) / MIB
        finally:
            for s in crowd:
                s.close()
        self.row("10,000 idle connections", f"{growth:+.1f} MiB", "", "+50 MiB", f"{growth * 1024 / count:.1f} KiB each",
                 growth <= 50)
        self.row("p99 of a live request among them", f"{p99:.2f} ms", "", "5 ms", "", p99 <= 5)

    def client(self):
        """Our client against wrk, both asking nginx for 1 KiB."""
        command = [os.path.join(PROGRAMS, "Benchmarks"), "client"]
        text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout
        goals = {"1": 0.9, "64": 0.6}
        # Each has a core of its own in these rows: "64 at once, a core each  76728/s at 12.6 µs of CPU  78712/s at …"
        pattern = r"(\d+) at once, a core each\s+(\d+)/s at ([\d.]+) µs of CPU\s+(\d+)/s"
        for connections, mine, cost, theirs in re.findall(pattern, text):
            goal, mine, theirs = goals.pop(connections), float(mine), float(theirs)
            self.row(f"client, {connections} at once", f"{mine:,.0f} req/s", f"wrk {theirs:,.0f} req/s", f"{goal} ×",
                     f"{mine / theirs:.2f} ×; {cost} µs CPU a request", mine >= goal * theirs)
        if goals:
            sys.exit(f"the client's benchmark did not say all:\n{text}")

    def parts(self):
        """The parts that are measured in one process; each prints its own table."""
        subprocess.run(["taskset", "-c", SERVER_CORE, os.path.join(PROGRAMS, "Benchmarks"), "json"], check=True)
