import Basics
import Database
import Testing

@Suite("Shapes of statements") struct StatementShapesTests {
    private func byKey(_ id: Int) -> Statement { "SELECT a FROM things WHERE id = \(id)" }
    private func byName(_ name: String?) -> Statement { "SELECT a FROM things WHERE name = \(name)" }
    private func among(_ ids: [Int]) -> Statement { "SELECT a FROM things WHERE id \(among: ids)" }

    @Test func `a shape is known from the second time on, whatever the values are`() {
        var shapes = StatementShapes()
        let first = shapes.place(of: byKey(1)), second = shapes.place(of: byKey(2))
        #expect(!first.isKnown)
        #expect(second.isKnown)
        #expect(first.place == second.place)
        #expect(!shapes.place(of: byName("a")).isKnown)
        #expect(shapes.place(of: byName(nil)).isKnown)
        #expect(!shapes.place(of: among([])).isKnown)
        #expect(shapes.place(of: among([1, 2, 3])).isKnown)
        #expect(!shapes.place(of: "").isKnown)
    }

    @Test func `another type, another part, or another word makes another shape`() {
        func filtered(_ filter: Statement) -> Statement { "SELECT a FROM things WHERE x = \(filter)" }
        let all: [Statement] = [
            filtered("\(1)"), filtered("\(1.0)"), filtered("\("1")"), filtered("\(true)"), filtered("\([UInt8]())"),
            filtered("\(Instant(milliseconds: 1))"), filtered("1"), filtered("2"), filtered("\(1)\(1)"),
            filtered("\(postgresql: "\(1)", sqlite: "2")"), filtered("\(postgresql: "\(1)", sqlite: "\(2)")"),
            filtered("\(among: [1])"), filtered("\(among: ["1"])"),
        ]
        for (index, statement) in all.enumerated() {
            for other in all[(index + 1)...] {
                var shapes = StatementShapes()
                _ = shapes.place(of: statement)
                #expect(!shapes.place(of: other).isKnown)
            }
        }
    }

    @Test func `statements of one shape have one text, and their own values`() {
        var shapes = StatementShapes()
        func statement(_ id: Int, _ names: [String]) -> Statement {
            "SELECT \(id)\(postgresql: " + \(id)", sqlite: "") WHERE name \(among: names) AND \(Double?.none) IS NULL"
        }
        let a = statement(1, ["a"]), b = statement(2, [])
        _ = shapes.place(of: a)
        #expect(shapes.place(of: b).isKnown)
        for dialect in SQLDialect.allCases {
            #expect(RenderedStatement(a, for: dialect).text == RenderedStatement(b, for: dialect).text)
            for statement in [a, b] {
                var values: [SQLValue] = []
                #expect(throws: Never.self) { try statement.forEachValue(for: dialect) { values.append($0) } }
                #expect(values == RenderedStatement(statement, for: dialect).values)
            }
        }
    }

    @Test func `more shapes than there are places push each other out`() {
        var shapes = StatementShapes(), statement: Statement = "SELECT 1"
        for _ in 0..<2 * StatementShapes.places {
            statement = statement + " + 1"
            #expect(!shapes.place(of: statement).isKnown)
            #expect(shapes.place(of: statement).isKnown)
        }
    }
}
