import Memory

extension Node {
    /// One step from a container to a value in it.
    enum Step: Equatable {
        case name(String)
        case element(Int)
    }

    /// The steps from the root to this value, found by walking; only errors ask for them.
    func steps() -> [Step] {
        var steps: [Step] = []
        var container = 1
        while container < place {
            let slot = slot(container)
            let isObject = slot.kind == .object
            guard isObject || slot.kind == .array else { return steps }
            var child = container + (isObject ? 2 : 1)
            var number = 0
            while child < slot.offset {
                let value = isObject ? child + 1 : child
                let next = self.slot(behind: value)
                if place < next {
                    let name = self.slot(child)
                    steps.append(
                        isObject ? .name(view.string(at: name.offset, count: name.count)) : .element(number))
                    break
                }
                child = next
                number += 1
            }
            guard child < slot.offset else { return steps }
            container = isObject ? child + 1 : child
        }
        return steps
    }

    /// The way to this value: `metrics[3].key`.
    package func path() -> String { Self.path(steps()) }

    static func path(_ steps: [Step]) -> String {
        var path = ""
        for step in steps {
            switch step {
            case .name(let name): path += path.isEmpty ? name : ".\(name)"
            case .element(let number): path += "[\(number)]"
            }
        }
        return path
    }

    /// Where in the text the value begins; for a container the first place in it that is known.
    package var textOffset: Int {
        var i = place
        while i < view.wordCount {
            let slot = slot(i)
            switch slot.kind {
            case .object: i += 2
            case .array: i += 1
            case .absent: return 0
            default: return slot.offset
            }
        }
        return 0
    }
}
