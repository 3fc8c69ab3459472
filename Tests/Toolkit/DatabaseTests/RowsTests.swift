import Basics
import Database
import Testing

@Suite("Rows") struct RowsTests {
    private var rows: Rows {
        var rows = Rows(columns: ["id", "name", "data", "share", "flag", "at"])
        rows.append(Int64.min)
        rows.append(text: Array("é\u{0}".utf8).span)
        rows.append(bytes: ([0, 255] as [UInt8]).span)
        rows.append(-0.0)
        rows.append(true)
        rows.append(Instant(milliseconds: -5))
        for _ in 0..<6 { rows.appendNull() }
        return rows
    }

    private struct Whole: SQLReadable, Equatable {
        var id: Int64?, name: String?, data: [UInt8]?, share: Double?, flag: Bool?, at: Instant?

        init(_ row: inout Row) throws(DatabaseError) {
            (id, name, data) = (try row.next(), try row.next(), try row.next())
            (share, flag, at) = (try row.next(), try row.next(), try row.next())
        }
    }

    @Test func `values are read in the order of their columns`() throws {
        let read = try rows.read(as: Whole.self)
        #expect(read.count == 2)
        #expect(read[0].id == .min && read[0].name == "é\u{0}" && read[0].data == [0, 255])
        #expect(read[0].share?.sign == .minus && read[0].flag == true && read[0].at == Instant(milliseconds: -5))
        #expect(read[1].id == nil && read[1].name == nil && read[1].at == nil)
    }

    @Test func `a value of another type is refused by its column's name`() throws {
        var row = try #require(rows.first)
        #expect(throws: DatabaseError(.invalid, "Column 'id' should be a text, but row 0 has integer there.")) {
            try row.next(String.self)
        }
        var second = rows[1]
        #expect(throws: DatabaseError(.invalid, "Column 'id' should be an integer, but row 1 has null there.")) {
            try second.next(Int.self)
        }
    }

    @Test func `reading beyond the last column is refused`() throws {
        var row = Rows(columns: []).first
        #expect(row == nil)
        var one = Rows(columns: ["a"])
        one.append(1 as Int64)
        row = one.first
        #expect(try row?.next(Int.self) == 1)
        #expect(throws: DatabaseError.self) { try row?.next(Int.self) }
    }

    @Test func `what SQLite holds for what it does not know is read all the same`() throws {
        var rows = Rows(columns: ["flag", "at", "nan", "whole"])
        rows.append(1 as Int64)
        rows.append(99 as Int64)
        rows.append(text: Array("NaN".utf8).span)
        rows.append(3 as Int64)
        var row = try #require(rows.first)
        #expect(try row.next(Bool.self))
        #expect(try row.next(Instant.self) == Instant(milliseconds: 99))
        #expect(try row.next(Double.self).isNaN)
        #expect(try row.next(Double.self) == 3)
    }

    @Test func `memory is kept for the next rows`() {
        var rows = rows
        rows.removeAll()
        #expect(rows.isEmpty && rows.count == 0)
        rows.append(1 as Int64)
        for _ in 0..<5 { rows.appendNull() }
        #expect(rows.count == 1)
    }

    @Test func `a column alone is read as values`() throws {
        var rows = Rows(columns: ["id"])
        for id in 0..<3 { rows.append(Int64(id)) }
        #expect(try rows.column(Int.self) == [0, 1, 2])
    }
}
