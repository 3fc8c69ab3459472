import Basics
import Database
import Testing

@Suite("Statements") struct StatementTests {
    private func text(_ statement: Statement, _ dialect: SQLDialect = .postgresql) -> String {
        String(decoding: RenderedStatement(statement, for: dialect).text, as: UTF8.self)
    }

    private func values(_ statement: Statement, _ dialect: SQLDialect = .postgresql) -> [SQLValue] {
        RenderedStatement(statement, for: dialect).values
    }

    @Test func `a literal is itself`() {
        #expect(text("SELECT 1") == "SELECT 1")
        #expect(values("SELECT 1") == [])
    }

    @Test func `a value becomes a binding`() {
        let id: Int64 = 7, name = "x' OR 1=1 --"
        let statement: Statement = "SELECT \(id) WHERE name = \(name)"
        #expect(text(statement) == "SELECT $1 WHERE name = $2")
        #expect(values(statement) == [.integer(7), .text(name)])
    }

    @Test func `a statement is put in with its bindings, numbered anew`() {
        let filter: Statement = " AND b = \(2)"
        let statement: Statement = "SELECT a WHERE a = \(1)\(filter) LIMIT \(3)"
        #expect(text(statement) == "SELECT a WHERE a = $1 AND b = $2 LIMIT $3")
        #expect(values(statement) == [.integer(1), .integer(2), .integer(3)])
    }

    @Test func `an absent value is NULL of its type`() {
        let nothing: Double? = nil
        #expect(values("\(nothing)") == [.null(.real)])
        #expect(values("\(String?.none)") == [.null(.text)])
    }

    @Test func `each kind of value is bound as what it is`() {
        let id = Identifier<Statement>(), moment = Instant(milliseconds: -1)
        #expect(
            values("\(true)\(1.5)\([1, 2] as [UInt8])\(id)\(moment)\(Int32(3))") == [
                .boolean(true), .real(1.5), .bytes([1, 2]), .text(id.description), .instant(moment), .integer(3),
            ])
    }

    @Test func `one of many is one binding in each dialect's words`() {
        let statement: Statement = "SELECT 1 WHERE id \(among: [1, 2]) AND x = \(3)"
        #expect(text(statement) == "SELECT 1 WHERE id = ANY($1) AND x = $2")
        #expect(text(statement, .sqlite) == "SELECT 1 WHERE id IN (SELECT value FROM json_each($1)) AND x = $2")
        #expect(values(statement, .sqlite) == [.array(SQLArray(integers: [1, 2])), .integer(3)])
    }

    @Test func `where dialects differ each gets its own`() {
        let statement: Statement = "SELECT \(postgresql: "now(), \(1)", sqlite: "unixepoch()"), \(2)"
        #expect(text(statement) == "SELECT now(), $1, $2")
        #expect(text(statement, .sqlite) == "SELECT unixepoch(), $1")
        #expect(values(statement, .sqlite) == [.integer(2)])
    }

    @Test func `statements are joined by a text`() {
        let parts: [Statement] = ["a = \(1)", "b = \(2)"]
        #expect(text(Statement(joining: parts, by: " AND ")) == "a = $1 AND b = $2")
        #expect(text(Statement(joining: [], by: " AND ")) == "")
        #expect(text("a" + " b = \(1)") == "a b = $1")
    }

    @Test func `one without text is empty`() {
        let filter: Statement = ""
        #expect(filter.isEmpty)
        #expect(!Statement("\(1)").isEmpty)
    }
}
