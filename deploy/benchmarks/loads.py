"""The peer of a server of HTTP, and what both are loaded with."""

import os
import statistics
import subprocess
import sys

from benchmarks.bench import Bench, GIB
from benchmarks.program import CLIENT_CORE, SERVER_CORE, free_port


class Loads(Bench):
    def nginx(self, body="ok", processes=1):
        """One process, or a few, that answer a constant, send files, and drop what is sent to them."""
        port, tls = free_port(), free_port()
        key, certificate = self.certificate()
        folder = os.path.join(self.folder, f"nginx{processes}")
        os.makedirs(folder, exist_ok=True)
        for name in ("files", "dav"):
            os.makedirs(os.path.join(self.folder, name), exist_ok=True)
        config = os.path.join(folder, "nginx.conf")
        with open(config, "w") as file:
            file.write(f"""
daemon off; master_process {"off" if processes == 1 else "on"}; worker_processes {processes};
pid nginx.pid; error_log stderr crit; user root;
events {{ worker_connections 2048; }}
http {{
    access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000; default_type text/plain;
    client_max_body_size 0; client_body_temp_path {self.folder}/dav/body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    ssl_certificate {certificate}; ssl_certificate_key {key};
    server {{
        listen 127.0.0.1:{port}; listen 127.0.0.1:{tls} ssl; root {self.folder}/files;
        location = / {{ return 200 '{body}'; }}
        location = /1k {{ return 200 '{"x" * 1024}'; }}
        location = /upload {{ return 200 '{body}'; }}
        location /dav/ {{ root {self.folder}; dav_methods PUT; }}
    }}
}}
""")
        cores = SERVER_CORE if processes == 1 else f"{SERVER_CORE},{CLIENT_CORE}"
        program = self.run(["nginx", "-p", folder, "-c", config], cores=cores)
        program.answers(port, "/")
        return program, port, tls

    def wrk(self, port, path, connections, seconds=None, script=None, cores=CLIENT_CORE):
        command = ["taskset", "-c", cores, "wrk", "-t1", f"-c{connections}", f"-d{seconds or self.seconds}s"]
        command += ["--latency", *(["-s", script] if script else []), f"http://127.0.0.1:{port}{path}"]
        text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
        if "Non-2xx" in text or "Socket errors" in text:
            sys.exit(f"wrk met errors at {path}:\n{text}")
        words = text.split()

        def milliseconds(share):
            latency = words[words.index(share) + 1]
            unit = 0.001 if latency.endswith("us") else 1 if latency.endswith("ms") else 1000
            return float(latency.rstrip("ums")) * unit

        return {
            "rate": float(words[words.index("Requests/sec:") + 1]),
            "count": int(words[words.index("requests") - 1]),
            "p50": milliseconds("50%"),
            "p99": milliseconds("99%"),
        }

    def rates(self, sides, connections):
        """Loads each side in turn; median rate and processor time per request of each."""
        results = {name: [] for name in sides}
        for name, (program, port, path, script) in sides.items():
            self.wrk(port, path, connections, 1, script)
        for _ in range(self.rounds):
            for name, (program, port, path, script) in sides.items():
                before = program.processor_seconds()
                result = self.wrk(port, path, connections, None, script)
                spent = program.processor_seconds() - before
                results[name].append((result["rate"], spent / result["count"] * 1e6))
        return {
            name: tuple(statistics.median(values) for values in zip(*figures)) for name, figures in results.items()
        }

    def transfer(self, port, tls, up):
        """1 GiB by curl; MB/s."""
        place = f"{'https' if tls else 'http'}://localhost:{port}"
        return self.curl(["-X", "POST", "-T", self.big(), place + "/upload"] if up else [place + "/big"])

    def curl(self, words):
        """1 GiB, wherever from and to; MB/s."""
        command = ["taskset", "-c", CLIENT_CORE, "curl", "-sSk", "-o", "/dev/null", "-w", "%{time_total} %{http_code}"]
        command += ["-H", "Expect:", *words]
        text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.split()
        if text[1] not in ("200", "201", "204"):
            sys.exit(f"answered {text[1]}")
        return GIB / 1e6 / float(text[0])

    def ratio(self, what, results, goal):
        ours, peer = results["apus"], results["nginx"]
        ratio = ours[0] / peer[0]
        self.row(
            what,
            f"{ours[0]:,.0f} req/s",
            f"nginx {peer[0]:,.0f} req/s",
            f"{goal} ×",
            f"{ratio:.2f} ×; {ours[1]:.2f} / {peer[1]:.2f} µs CPU a request",
            ratio >= goal,
        )

    def serving(self, environment=None, cores=SERVER_CORE, arguments=()):
        """The server of the benchmarks: the house with endpoints that only they need."""
        program, port = self.server(environment, cores, "Benchmarks", ["serve", *arguments])
        program.answers(port, "/health")
        return program, port
