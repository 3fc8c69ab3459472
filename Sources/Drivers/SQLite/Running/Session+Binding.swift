import Basics
import Database

extension Session {
    /// Binds the values of a statement; refuses what the database does not take, by its number.
    func bind(_ values: [SQLValue], to statement: Prepared) throws(DatabaseError) {
        guard values.count == statement.parameterCount else {
            throw DatabaseError(
                .invalid,
                "The statement has \(statement.parameterCount) parameters, but \(values.count) values were given.")
        }
        for (index, value) in values.enumerated() {
            let number = Int32(truncatingIfNeeded: index + 1)
            let code = try bind(value, number, to: statement)
            guard code == .ok else { throw DatabaseError(handle.failure(code), isReader: isReader) }
        }
    }

    private func bind(_ value: SQLValue, _ index: Int32, to statement: Prepared) throws(DatabaseError) -> ResultCode {
        switch value {
        case .null: return statement.bindNull(index)
        case .boolean(let value): return statement.bind(Int64(value ? 1 : 0), index)
        case .integer(let value): return statement.bind(value, index)
        case .real(let value): return statement.bind(value, index)
        case .instant(let value): return statement.bind(value.milliseconds, index)
        case .text(let text):
            try check(text) { "Parameter $\(index)" }
            return statement.bind(text, index)
        case .bytes(let bytes):
            try check(bytes.count) { "Parameter $\(index)" }
            return statement.bind(bytes: bytes.span, index)
        case .array(let array):
            let text = try JSONList.text(array) { "Parameter $\(index)" }
            try check(text.count) { "Parameter $\(index)" }
            return statement.bind(text: text.span, index)
        }
    }

    /// A text with a NUL would end there for some of the library's functions, and PostgreSQL takes none.
    func check(_ text: String, _ name: () -> String) throws(DatabaseError) {
        guard !text.utf8.contains(0) else {
            throw DatabaseError(.invalid, "\(name()) has a NUL character, which no text in a database may have.")
        }
        try check(text.utf8.count, name)
    }

    func check(_ size: Int, _ name: () -> String) throws(DatabaseError) {
        guard size <= limits.length else {
            throw DatabaseError(
                .invalid, "\(name()) has \(size) bytes; the database takes at most \(limits.length) in one value.")
        }
    }
}
