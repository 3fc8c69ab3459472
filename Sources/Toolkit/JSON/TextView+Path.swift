import Memory

extension TextView {
    /// The way to the end of a text that is being written, found by reading it again; only errors ask for it.
    func pathOfEnd(from start: Int) -> String { Node.path(stepsOfEnd(from: start)) }

    func stepsOfEnd(from start: Int) -> [Node.Step] {
        var steps: [Node.Step] = []
        var i = start
        var string: (start: Int, end: Int) = (start, start)
        while i < byteCount {
            switch self[byte: i] {
            case UInt8(ascii: "{"): steps.append(.name(""))
            case UInt8(ascii: "["): steps.append(.element(0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = steps.popLast()
            case UInt8(ascii: ","):
                if case .element(let number) = steps.last { steps[steps.count - 1] = .element(number + 1) }
            case UInt8(ascii: ":"):
                if !steps.isEmpty {
                    steps[steps.count - 1] = .name(self.string(at: string.start, count: string.end - string.start))
                }
            case UInt8(ascii: "\""):
                let begin = i + 1
                i = begin
                while i < byteCount, self[byte: i] != UInt8(ascii: "\"") {
                    i += self[byte: i] == UInt8(ascii: "\\") ? 2 : 1
                }
                string = (begin, min(i, byteCount))
            default: break
            }
            i += 1
        }
        return steps.filter { $0 != .name("") }
    }
}
