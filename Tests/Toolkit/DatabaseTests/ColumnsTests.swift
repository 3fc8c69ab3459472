import Basics
import Database
import Testing

@Suite("Columns and arrays") struct ColumnsTests {
    @Test(arguments: SQLType.allCases)
    func `an array gives back what was added, missing values too`(_ type: SQLType) {
        let values: [SQLType: [SQLValue]] = [
            .boolean: [.boolean(true), .boolean(false)], .integer: [.integer(.min), .integer(.max)],
            .real: [.real(-.infinity), .real(-0.0)], .text: [.text(""), .text("é")],
            .bytes: [.bytes([]), .bytes([0, 255])], .instant: [.instant(Instant(milliseconds: -62_135_596_800_001))],
        ]
        let added = (values[type] ?? []) + [.null(type)] + (values[type] ?? [])
        var array = SQLArray(of: type)
        for value in added { array.append(value) }
        #expect(array.count == added.count)
        #expect((0..<array.count).map { array[$0] } == added)
    }

    @Test func `two arrays become one, whichever has missing values`() {
        var holed = SQLArray(of: .integer), whole = SQLArray(integers: [1, 2])
        holed.append(.null(.integer))
        var both = whole
        both.append(contentsOf: holed)
        #expect((0..<3).map { both[$0] } == [.integer(1), .integer(2), .null(.integer)])
        holed.append(contentsOf: whole)
        #expect((0..<3).map { holed[$0] } == [.null(.integer), .integer(1), .integer(2)])
        whole.append(contentsOf: SQLArray(integers: [3]))
        #expect(whole.missing.isEmpty && whole.numbers == [1, 2, 3])
    }

    @Test func `rows are laid out by column and read back by row`() {
        var columns = Columns([.init("run", .integer), .init("value", .real)])
        columns.append([.integer(1), .real(0.5)])
        columns.append([.integer(2), .null(.real)])
        #expect(columns.count == 2)
        #expect(columns.arrays[0] == SQLArray(integers: [1, 2]))
        #expect(columns.row(1) == [.integer(2), .null(.real)])
    }

    @Test func `insertions of the same shape can be one`() {
        let heads: [Columns.Column] = [.init("a", .integer), .init("b", .text)]
        let one = BulkInsert(Columns(heads), [Insertion(into: "t", ["a", "b"])])
        var other = one
        other.rows.append([.integer(1), .text("x")])
        #expect(one.isLike(other))
        #expect(!one.isLike(BulkInsert(Columns(heads), [Insertion(into: "t", ["a"])])))
        #expect(!one.isLike(BulkInsert(Columns(heads), [Insertion(into: "t", ["a", "b"], onConflict: .keepsOld)])))
    }
}
