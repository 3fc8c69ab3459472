import Basics
import Database
import Machine
import Sockets

/// Makes connections: to the first of the hosts, and of each host's addresses, that is there and of the wanted kind.
struct Opener: Sendable {
    let target: ConnectionTarget
    let settings: PostgreSQLSettings
    var resolver = Resolver.shared

    /// On the loop. Bounded in time by twice what one attempt may take.
    func open(in watch: Watch, isolation: isolated (any Actor)? = #isolation) async throws(DatabaseError) -> Session {
        let end = ContinuousClock.now + settings.connectTimeout * 2
        var failure = DatabaseError(.unavailable, "No host of the database's URL was tried.")
        for wanted in target.passes {
            for host in target.hosts {
                do throws(DatabaseError) {
                    return try await open(host, wanting: wanted, in: watch)
                } catch {
                    if error.code == .cancelled { throw error }
                    failure = error
                }
                if ContinuousClock.now > end { throw noted(failure, watch) }
            }
        }
        throw noted(failure, watch)
    }

    private func noted(_ failure: DatabaseError, _ watch: Watch) -> DatabaseError {
        watch.tally.add(1, .connectFailures)
        return failure
    }

    private func open(
        _ host: ConnectionTarget.Host, wanting wanted: String, in watch: Watch,
        isolation: isolated (any Actor)? = #isolation
    ) async throws(DatabaseError) -> Session {
        var failure: DatabaseError?
        for address in try await addresses(of: host, on: watch.loop) {
            do throws(DatabaseError) {
                let opening = Opening(target.options(for: host, at: address, wanting: wanted), on: watch.loop)
                let libpq = try await opening.run(within: settings.connectTimeout)
                return try Session(
                    libpq, of: watch, preparing: settings.preparedStatements,
                    statementLimit: settings.statementTimeout.wire)
            } catch {
                if error.code == .cancelled { throw error }
                failure = error
            }
        }
        throw failure ?? DatabaseError(.unavailable, "The database's host '\(host.name)' has no address.")
    }

    /// The addresses of a host, as texts; none is needed for a socket in the file system.
    private func addresses(
        of host: ConnectionTarget.Host, on loop: EventLoop, isolation: isolated (any Actor)? = #isolation
    ) async throws(DatabaseError) -> [String?] {
        if host.isUnix { return [nil] }
        if let address = host.address { return [address] }
        if let literal = IPAddress(host.name) { return [literal.description] }
        do {
            let found = try await resolver.addresses(of: host.name, within: settings.connectTimeout, on: loop)
            return found.prefix(4).map(\.description)
        } catch {
            if error == .cancelled { throw .cancelled }
            throw DatabaseError(.unavailable, "The database's host '\(host.name)' cannot be found: \(error).")
        }
    }
}
