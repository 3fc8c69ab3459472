import Memory

/// A value in a scanned document. It is two words, copied freely, and must not outlive the document's tape.
@usableFromInline package struct Node {
    @usableFromInline let view: TextView
    @usableFromInline let index: UInt32

    @inlinable @inline(__always) init(_ view: TextView, _ index: Int) {
        self.view = view
        self.index = UInt32(truncatingIfNeeded: index)
    }

    @inlinable var place: Int { @inline(__always) get { Int(index) } }
    @inlinable var slot: Slot { @inline(__always) get { Slot(view[word: place]) } }
    @inlinable func slot(_ i: Int) -> Slot { Slot(view[word: i]) }

    /// The rules by which the document is read.
    @inlinable package var rules: JSONRules {
        JSONRules(rawValue: UInt8(truncatingIfNeeded: slot(0).offset))
    }

    /// The slot behind a value and all that stands in it.
    @inlinable @inline(__always) func slot(behind i: Int) -> Int {
        let slot = slot(i)
        return slot.isContainer ? slot.offset : i &+ 1
    }

    @inlinable package var isNull: Bool { slot.kind == .null || slot.kind == .absent }
    @inlinable package var isAbsent: Bool { slot.kind == .absent }
    @inlinable package var isObject: Bool { slot.kind == .object }
    @inlinable package var isArray: Bool { slot.kind == .array }
    @inlinable package var isString: Bool { slot.kind == .string || slot.kind == .text }
    @inlinable package var isNumber: Bool { slot.kind == .integer || slot.kind == .number }
    @inlinable package var isBoolean: Bool { slot.kind == .yes || slot.kind == .no }

    /// Whether there is nothing, and the rules let that be the default of a type.
    @inlinable var isDefault: Bool { isNull && rules.contains(.absentIsDefault) }

    @inlinable package func string() throws(JSONError) -> String {
        let slot = slot
        if slot.kind == .string || slot.kind == .text { return view.string(at: slot.offset, count: slot.count) }
        if isDefault { return "" }
        throw mismatch("a string")
    }

    @inlinable package func boolean() throws(JSONError) -> Bool {
        let slot = slot
        if slot.kind == .yes { return true }
        if slot.kind == .no { return false }
        if slot.kind == .text {
            if view.isEqual(at: slot.offset, count: slot.count, to: "true") { return true }
            if view.isEqual(at: slot.offset, count: slot.count, to: "false") { return false }
        }
        if isDefault { return false }
        throw mismatch("true or false")
    }

    /// The member of an object, if it has it.
    package func member(_ name: String) -> Node? {
        find(name)
    }

    // MARK: Errors

    @inline(never) @usableFromInline func mismatch(_ expected: String) -> JSONError {
        if slot.kind == .absent { return fault(.missing) }
        return fault(.mismatch(expected: expected, found: slot.name))
    }
    @inline(never) @usableFromInline func fault(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason, at: textOffset, path: path())
    }
    /// What an object lacks.
    @inline(never) @usableFromInline func missing(_ name: String) -> JSONError {
        let path = path()
        return JSONError(.missing, at: textOffset, path: path.isEmpty ? name : "\(path).\(name)")
    }
}
