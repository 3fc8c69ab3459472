import Model
import Testing

@Suite("Preconditions") struct PreconditionTests {
    @Test func `each precondition holds for exactly what it says`() throws {
        let one = try Revision("1")
        let two = try Revision("2")
        let cases: [(Precondition, Revision?, Bool)] = [
            (.none, nil, true), (.none, one, true),
            (.exists, nil, false), (.exists, one, true),
            (.absent, nil, true), (.absent, one, false),
            (.anyOf([one]), one, true), (.anyOf([one]), two, false), (.anyOf([one]), nil, false),
            (.anyOf([two, one]), one, true), (.anyOf([]), one, false),
        ]
        for (precondition, current, holds) in cases {
            let refused = (try? precondition.check(current)) == nil
            #expect(refused != holds, "\(precondition) for \(current?.text ?? "nothing")")
        }
    }
}
