import Foundation
import TestSupport

/// A real nginx of a test's own, with one worker, on a free port and in a folder that goes with it.
final class RealNginx: Sendable {
    let port: Int
    let folder: TemporaryFolder
    private let program: Program

    /// `locations` is what stands in its one `server`.
    init(_ locations: String) async throws {
        port = try freePort()
        folder = try TemporaryFolder()
        let configuration = """
            daemon off; worker_processes 1; master_process off; error_log stderr; pid \(folder.path("pid"));
            events { worker_connections 1024; }
            http {
                access_log off; keepalive_requests 1000000; client_max_body_size 0;
                client_body_temp_path \(folder.path("body")); proxy_temp_path \(folder.path("proxy"));
                fastcgi_temp_path \(folder.path("a")); uwsgi_temp_path \(folder.path("b"));
                scgi_temp_path \(folder.path("c"));
                server { listen 127.0.0.1:\(port); root \(folder.path("www")); \(locations) }
            }
            """
        let file = try folder.write(configuration, to: "nginx.conf")
        try folder.write("", to: "www/.keep")
        program = try Program("nginx", ["-c", file, "-p", folder.path, "-e", "stderr"], folder: folder.path)
        try await program.port(port)
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }
}
