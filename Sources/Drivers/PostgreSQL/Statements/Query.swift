import Database
import Memory

/// One statement as it goes to the server.
struct Query: Sendable {
    let text: QueryText
    let parameters: Parameters

    var verb: Verb { text.verb }

    /// Refuses what PostgreSQL cannot take; nothing is sent then. On a loop, its `texts` save the rendering.
    init(_ statement: Statement, _ texts: QueryTexts? = nil) throws(DatabaseError) {
        text = texts?.text(of: statement) ?? QueryText(statement)
        parameters = try Parameters(of: statement, count: text.types.count)
    }

    init(text: [UInt8], _ values: [SQLValue], verb: Verb, isPrepared: Bool = true) throws(DatabaseError) {
        parameters = try Parameters(values)
        self.text = QueryText(text, types: values.map(TypeNumber.parameter), verb, isPrepared: isPrepared)
    }

    /// A statement of our own without values.
    private init(_ literal: StaticString, _ verb: Verb) {
        var text: [UInt8] = []
        text.append(literal)
        parameters = Parameters()
        self.text = QueryText(text, verb, isPrepared: verb != .other)
    }

    /// A statement of our own without values, which is not prepared.
    init(internal text: [UInt8]) {
        parameters = Parameters()
        self.text = QueryText(text, .ordinary, isPrepared: false)
    }
}

extension Query {
    static let begin = Query("BEGIN", .begin)
    static let commit = Query("COMMIT", .commit)
    static let rollback = Query("ROLLBACK", .rollback)
    static let savepoint = Query("SAVEPOINT plain_insert", .savepoint)
    static let release = Query("RELEASE SAVEPOINT plain_insert", .savepoint)
    static let rollbackToSavepoint = Query("ROLLBACK TO SAVEPOINT plain_insert", .savepoint)
    static let noticeLoss = Query("SET client_connection_check_interval = '1s'", .other)
    static let universalTime = Query("SET TimeZone = 'UTC'", .other)
    static let ping = Query("SELECT 1", .ordinary)
    /// All that a borrower may have set, but for what was prepared.
    static let resetAll = [
        Query("RESET ALL", .other), Query("CLOSE ALL", .other), Query("UNLISTEN *", .other),
        Query("DISCARD TEMP", .other), Query("SELECT pg_advisory_unlock_all()", .other),
    ]

    init(readsOnly: Bool) {
        self.init(
            readsOnly ? "SET default_transaction_read_only = on" : "SET default_transaction_read_only = off", .other)
    }

    /// In milliseconds.
    init(statementLimit: Int) { self.init(internal: Array("SET statement_timeout = \(statementLimit)".utf8)) }

    /// In milliseconds.
    init(lockLimit: Int) { self.init(internal: Array("SET lock_timeout = \(lockLimit)".utf8)) }

    /// Lets the server forget a prepared statement, whose name ends in NUL.
    init(deallocating name: [UInt8]) { self.init(internal: Array("DEALLOCATE ".utf8) + name.dropLast()) }

    init(listeningTo channel: SQLChannel, _ verb: StaticString = "LISTEN ") {
        var text: [UInt8] = []
        text.append(verb)
        self.init(internal: text + Array("\"\(channel.name)\"".utf8))
    }

    var endsTransaction: Bool { verb == .commit || verb == .rollback }
}

extension [Query] {
    /// Statements as they are run one after the other, each for itself unless a transaction is open: those before one
    /// that fails hold, although all are sent at once.
    ///
    /// What stands between two Syncs of the protocol is one transaction, and after a Sync the server goes on in spite
    /// of what failed before it: so all go before one Sync, and each but the last gets a transaction that is committed.
    func apart(inTransaction isOpen: Bool) -> (queries: [Query], isOurs: [Bool]) {
        if count == 1 { return (self, []) }
        var queries: [Query] = [], isOurs: [Bool] = []
        var isOpen = isOpen
        for (index, query) in enumerated() {
            switch query.verb {
            case .begin: isOpen = true
            case .commit, .rollback: isOpen = false
            case .ordinary, .savepoint, .other:
                if isOpen || index == count - 1 { break }
                queries += [.begin, query, .commit]
                isOurs += [true, false, true]
                continue
            }
            queries.append(query)
            isOurs.append(false)
        }
        return (queries, isOurs)
    }
}
