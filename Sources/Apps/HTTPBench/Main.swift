import HTTP
import Lifecycle
import Machine
import Sockets
import Synchronization

@main struct Main {
    static func main() throws {
        let port = UInt16(CommandLine.arguments[1])!, loops = Int(CommandLine.arguments[2])!
        let root = CommandLine.arguments.count > 3 ? CommandLine.arguments[3] : "/tmp"
        var fixed = Response(.ok, "text/plain", Array("Hello, world\n".utf8))
        fixed.route = 0
        let hello = fixed
        let big = try? File(path: root + "/big")
        var app = HTTPApplication { request in
            if request.path.count == 1 { return hello }
            switch request.path.last {
            case 0x75:  // u
                var total = 0
                for try await piece in request.body { total += piece.count }
                return Response(.ok, "text/plain", Array("\(total)\n".utf8))
            case 0x66: return big.map { Response(.ok, .file($0, size: $0.size)) } ?? Response(.notFound)
            default: throw Refusal(.notFound, "no")
            }
        }
        if CommandLine.arguments.count > 4 {
            let n = Atomic<Int>(0)
            _ = n
            app.observe = { _ in }
            app.site = SitePolicy(hosts: SitePolicy.loopbackNames)
        }
        var limits = HTTPLimits()
        limits.requestsPerConnection = .max
        limits.connectionsPerAddress = 20_000
        limits.connections = 19_000
        let server = HTTPServer(
            [HTTPListener(try Listener(.ip(.loopback, port: port)))],
            loops: try (0..<loops).map { try EventLoop(index: $0) }, limits: limits, app)
        let stop = Stop()
        Task.detached { try? await server.run(until: stop) }
        while true { pause() }
    }
}
import Glibc
