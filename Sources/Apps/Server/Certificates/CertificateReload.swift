import Lifecycle
import Observability
import Sockets

/// Reads the certificate again whenever it is asked to (by SIGHUP): at once, and not when the next client connects.
struct CertificateReload: Daemon {
    let name = "certificate"
    private let tls: TLSServer
    private let requests: AsyncStream<Void>
    private let log: Log

    init(_ tls: TLSServer, when requests: AsyncStream<Void>, _ log: Log) {
        self.tls = tls
        self.requests = requests
        self.log = log
    }

    func run(until stop: Stop) async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stop.requested() }
            group.addTask {
                for await _ in requests {
                    log.info("Asked to read the certificate again.")
                    tls.reload()
                }
                // Nobody can ask any more; a daemon that ended would end the server.
                await stop.requested()
            }
            await group.next()
            group.cancelAll()
        }
    }
}
