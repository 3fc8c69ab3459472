import Glibc
import TestSupport

/// A real reverse proxy in front of a server, keeping its connections to it: where one request may be smuggled in
/// another.
enum Proxy: String, CaseIterable, Sendable, CustomStringConvertible {
    case nginx, haproxy

    var description: String { rawValue }

    /// What ends it cleanly, with status 0. SIGTERM, for haproxy, means at once, and its status is then 143.
    var stopSignal: Int32 {
        switch self {
        case .nginx: SIGQUIT
        case .haproxy: SIGUSR1
        }
    }

    /// Starts it and waits until it listens.
    func start(port: Int, before server: Int, in folder: TemporaryFolder) async throws -> Program {
        let program =
            switch self {
            case .nginx:
                try Program(
                    "nginx", ["-p", folder.path, "-c", try folder.write(Self.nginx(port, server), to: "nginx.conf")])
            case .haproxy:
                try Program("haproxy", ["-db", "-f", try folder.write(Self.haproxy(port, server), to: "haproxy.cfg")])
            }
        try await program.port(port)
        return program
    }

    /// Lenient where it can be: what nginx itself refuses tells nothing of us.
    private static func nginx(_ port: Int, _ server: Int) -> String {
        """
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 512; }
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            ignore_invalid_headers off;
            underscores_in_headers on;
            merge_slashes off;
            large_client_header_buffers 8 64k;
            client_header_timeout 4s;
            client_body_timeout 4s;
            upstream apus { server 127.0.0.1:\(server); keepalive 4; }
            server {
                listen 127.0.0.1:\(port);
                location / {
                    proxy_pass http://apus;
                    proxy_http_version 1.1;
                    proxy_set_header Host $http_host;
                    proxy_set_header Connection "";
                    proxy_request_buffering off;
                    proxy_buffering off;
                    proxy_read_timeout 4s;
                    proxy_next_upstream off;
                }
            }
        }
        """
    }

    private static func haproxy(_ port: Int, _ server: Int) -> String {
        """
        global
            maxconn 512
        defaults
            mode http
            timeout connect 2s
            timeout client 4s
            timeout server 4s
            timeout http-request 4s
            http-reuse always
            option accept-invalid-http-request
            retries 0
        frontend front
            bind 127.0.0.1:\(port)
            default_backend apus
        backend apus
            server one 127.0.0.1:\(server)

        """
    }
}
