import Basics
import Database
import Foundation
import Sockets
import TestSupport

@testable import PostgreSQL

/// The driver on loops of its own, over a server.
final class Driver: Sendable {
    let database: PostgreSQLDatabase
    let loops: [EventLoop]

    init(
        _ url: String, loops count: Int = 2, environment: [String: String] = [:],
        _ change: (inout PostgreSQLSettings) -> Void = { _ in }
    ) async throws {
        var made: [EventLoop] = []
        for index in 0..<count { made.append(try EventLoop(index: index)) }
        loops = made
        var settings = PostgreSQLSettings(url: Secret(url))
        change(&settings)
        database = try PostgreSQLDatabase(settings, loops: loops, environment: environment)
        for loop in loops { loop.start() }
    }

    func stop() async {
        await database.close()
        for loop in loops { loop.drain() }
    }
}

/// Runs a closure with the driver over the server that tests share, and a table name of its own.
func withDatabase(
    _ change: (inout PostgreSQLSettings) -> Void = { _ in }, _ body: (PostgreSQLDatabase) async throws -> Void
) async throws {
    let server = try await PostgreSQLServer.shared()
    let driver = try await Driver(server.url(), change)
    do {
        try await body(driver.database)
        await driver.stop()
    } catch {
        await driver.stop()
        throw error
    }
}

/// The failure that a closure ends with.
func failure(of body: () async throws -> Void) async -> DatabaseError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DatabaseError ?? DatabaseError(.other, "\(error)")
    }
}
