import Database

/// A failure as the server reports it: its code (SQLSTATE) and what it names. Values of rows, which the server's own
/// message may quote, never leave here.
struct ServerFault: Sendable, Equatable {
    let state: String
    /// The server's own words.
    var message = ""
    var table: String?
    var column: String?
    var type: String?
    var constraint: String?
    /// Whether the server ends the connection with it.
    var isFatal = false

    init(state: String, message: String = "") {
        self.state = state
        self.message = message
    }

    init(_ answer: borrowing ServerAnswer) {
        // libpq makes answers of its own when it loses the connection: those have no code.
        state = answer.fault(.state) ?? ""
        message = answer.fault(.message) ?? answer.problem
        table = answer.fault(.table)
        column = answer.fault(.column)
        type = answer.fault(.type)
        constraint = answer.fault(.constraint)
        isFatal = state.isEmpty || ["FATAL", "PANIC"].contains(answer.fault(.severity) ?? "")
    }

    /// Whether the answer to a statement is a prepared one that is no longer what it was: the same statement succeeds
    /// once it is prepared again.
    var isStalePlan: Bool { state == "26000" || state == "0A000" && message.contains("cached plan") }

    static let canceled = "57014"
}

extension ServerFault {
    var error: DatabaseError {
        DatabaseError(code, text, constraint: constraint, native: state.isEmpty ? nil : state)
    }

    /// PostgreSQL's manual, appendix A: the first two characters are the class.
    var code: DatabaseError.Code {
        switch state {
        case "": .unavailable
        case "23505", "23P01": .duplicate
        case "23503", "23001": .missingReference
        case "23000", "23502", "23514", "44000": .ruleBroken
        case "40003": .unknownOutcome
        case "40001", "40P01", "40002", "26000": .conflict
        case "0A000": isStalePlan ? .conflict : .invalid
        case "55P03", "55006": .busy
        case Self.canceled, "25P03": .timedOut
        case "57P01", "57P02", "57P03", "57P05", "53300": .unavailable
        case "53100", "53200", "53400", "53000", "54000", "54001", "54011", "54023": resource
        case "58030", "XX001", "XX002": .corrupt
        case "42501", "28000", "28P01", "3D000", "25006": .refused
        case "57P04": .unavailable
        default: byClass
        }
    }

    /// What has run out is room; what is too complex is the statement.
    private var resource: DatabaseError.Code { state.hasPrefix("53") ? .full : .invalid }

    private var byClass: DatabaseError.Code {
        switch state.prefix(2) {
        case "08": .unavailable
        case "0A", "21", "22", "24", "25", "2B", "2D", "34", "3B", "3F", "42", "54": .invalid
        case "23": .ruleBroken
        case "40": .conflict
        case "53": .full
        case "57", "58": .unavailable
        case "XX": .other
        default: .other
        }
    }

    /// Our words; the server's only where they can quote no value.
    private var text: String {
        switch code {
        case .duplicate: "A row with this key exists\(place)."
        case .missingReference: "The row refers to one that does not exist, or is referred to\(place)."
        case .ruleBroken:
            column.map { "The column '\($0)' must not be empty\(place)." }
                ?? "A rule of the table forbids this\(place)."
        case .conflict: "Another transaction was in the way: try again."
        case .busy: "Another process holds a lock for too long."
        case .timedOut: "The statement ran longer than it may, or an administrator ended it."
        case .unavailable: unavailability
        case .full: "The database has no room left: \(message). Make room on its disk, or raise its limits."
        case .corrupt: "The database cannot read what it stores: \(message). Look at the server's log."
        case .refused: refusal
        case .unknownOutcome: "The connection was lost during a commit: it may have been done or not."
        case .invalid: state.hasPrefix("22") ? "A value does not fit its type\(place)." : message + "."
        case .cancelled, .other: "The database failed\(place): see its log."
        }
    }

    private var place: String {
        var parts: [String] = []
        if let table { parts.append("in the table '\(table)'") }
        if let constraint { parts.append("by the constraint '\(constraint)'") }
        if parts.isEmpty, let type { parts.append("of the type '\(type)'") }
        return parts.isEmpty ? "" : " " + parts.joined(separator: ", ")
    }

    private var unavailability: String {
        switch state {
        case "57P03": "The database is starting or stopping: it takes no connections yet."
        case "53300": "The database has no connection left: raise its max_connections, or lower the size of the pool."
        case "57P01", "57P02": "The database ended the connection, for it is being stopped or restarted."
        case "57P04": "The database was dropped."
        case "57P05": "The database ended a connection that was idle for too long."
        default: "The connection to the database was lost" + (message.isEmpty ? "." : ": \(message.firstLine).")
        }
    }

    private var refusal: String {
        switch state {
        case "28P01": "The database refused the password: check APUS_DATABASE, or the password's file."
        case "28000": "The database refused the login: \(message). Check its pg_hba.conf."
        case "3D000": "The database refused: \(message). Create it with createdb, or name another one."
        case "25006": "This connection only reads: \(message)."
        default: "The database's user may not do this: \(message). Grant it the right."
        }
    }
}

extension String {
    /// Without what libpq says on further lines.
    var firstLine: String { String(split(whereSeparator: \.isNewline).first ?? "") }
}
