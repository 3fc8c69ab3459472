import Basics
import Database
import Memory

/// The values of a statement in PostgreSQL's binary form, one after the other in one memory, each behind its length: a
/// number of 32 bits as this machine has them, which is -1 for NULL.
struct Parameters: Sendable {
    /// What the protocol can count (a number of 16 bits).
    static let most = 65_535
    /// All values of a statement, and each by itself, stay below the server's limit for one piece of memory (1 GiB less
    /// one byte) with room for what stands around them.
    static let mostBytes = (1 << 30) - (1 << 20)

    private(set) var bytes: [UInt8] = []
    private(set) var count = 0

    init() {}

    /// Refuses what PostgreSQL cannot take, by the number of the parameter.
    init(_ values: [SQLValue]) throws(DatabaseError) {
        try reserve(values.count)
        for value in values { try append(value) }
    }

    /// Those of a statement that binds so many.
    init(of statement: Statement, count: Int) throws(DatabaseError) {
        if count == 0 { return }
        try reserve(count)
        try statement.forEachValue(for: .postgresql) { (value) throws(DatabaseError) in try append(value) }
    }

    private mutating func reserve(_ count: Int) throws(DatabaseError) {
        guard count <= Self.most else {
            throw DatabaseError(
                .invalid,
                """
                The statement binds \(count) values, and PostgreSQL takes \(Self.most) at most: bind a list by \
                `among`, or insert rows in bulk.
                """)
        }
        bytes.reserveCapacity(12 * count)
    }

    private mutating func append(_ value: SQLValue) throws(DatabaseError) {
        switch value {
        case .null:
            appendLength(-1)
            count += 1
        case .boolean(let value): append { $0.append(value ? 1 : 0) }
        case .integer(let value): append { $0.append(number: value) }
        case .real(let value): append { $0.append(number: Int64(bitPattern: value.bitPattern)) }
        case .instant(let value):
            let moment = try wire(value)
            append { $0.append(number: moment) }
        case .text(let value): try append(value)
        case .bytes(let value):
            try checkRoom(value.count)
            append { $0 += value }
        case .array(let array): try append(array)
        }
    }

    @inline(__always) private mutating func append(_ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        appendLength(0)
        write(&bytes)
        let length = Int32(truncatingIfNeeded: bytes.count - start - 4)
        unsafe bytes.withUnsafeMutableBytes { unsafe $0.storeBytes(of: length, toByteOffset: start, as: Int32.self) }
        count += 1
    }

    @inline(__always) private mutating func appendLength(_ length: Int32) {
        unsafe withUnsafeBytes(of: length) { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ text: String) throws(DatabaseError) {
        try checkRoom(text.utf8.count)
        let start = bytes.count + 4
        append { $0 += text.utf8 }
        if bytes.span.firstIndex(of: 0, from: start) != nil {
            throw DatabaseError(.invalid, "Parameter $\(count) is \(Self.nul)")
        }
    }

    /// The parameter that is added next must still fit.
    private func checkRoom(_ size: Int) throws(DatabaseError) {
        guard size < Self.mostBytes - bytes.count else {
            throw DatabaseError(
                .invalid,
                """
                With parameter $\(count + 1) the statement's values take more than the 1 GiB that PostgreSQL \
                takes at once: store large bytes as a blob.
                """)
        }
    }

    private func wire(_ instant: Instant) throws(DatabaseError) -> Int64 {
        guard let moment = Moment.wire(instant) else {
            throw DatabaseError(.invalid, "Parameter $\(count + 1) is \(Self.unknownMoment)")
        }
        return moment
    }
}

// Arrays: the number of dimensions, whether any element is NULL, the elements' type, their number, the first index, and
// each element with its length before it (`array_recv` in the server).
extension Parameters {
    private mutating func append(_ array: SQLArray) throws(DatabaseError) {
        let type = array.elementType
        let size = Self.size(of: array)
        try checkRoom(size)
        if let problem = Self.problem(with: array) {
            throw DatabaseError(.invalid, "Parameter $\(count + 1) \(problem)")
        }
        let moments = type == .instant ? try wireMoments(array) : []
        append { bytes in
            bytes.reserveCapacity(bytes.count + size)
            bytes.append(number: Int32(array.count == 0 ? 0 : 1))
            bytes.append(number: Int32(array.missing.contains(true) ? 1 : 0))
            bytes.append(number: TypeNumber.of(type))
            if array.count == 0 { return }
            bytes.append(number: Int32(truncatingIfNeeded: array.count))
            bytes.append(number: Int32(1))
            switch type {
            case .boolean: Self.write(array, to: &bytes) { $0.append($1 != 0 ? 1 : 0) }
            case .integer, .real: bytes.append(elements: array.numbers, missing: array.missing)
            case .instant: bytes.append(elements: moments, missing: array.missing)
            case .text:
                for index in array.texts.indices { bytes.append(element: array.texts[index].utf8, array, index) }
            case .bytes: for index in array.bytes.indices { bytes.append(element: array.bytes[index], array, index) }
            }
        }
    }

    /// How many bytes it takes on its way.
    static func size(of array: SQLArray) -> Int {
        let elements =
            switch array.elementType {
            case .boolean: array.count
            case .integer, .real, .instant: 8 * array.count
            case .text: array.texts.reduce(0) { $0 + $1.utf8.count }
            case .bytes: array.bytes.reduce(0) { $0 + $1.count }
            }
        return 20 + 4 * array.count + elements
    }

    /// What PostgreSQL cannot take in it, said of what holds it.
    static func problem(with array: SQLArray) -> String? {
        switch array.elementType {
        // Most texts are short, and the standard library looks at those quickly enough.
        case .text: array.texts.contains { $0.utf8.contains(0) } ? "holds \(nul)" : nil
        case .instant:
            array.numbers.contains { Moment.wire(Instant(milliseconds: $0)) == nil } ? "holds \(unknownMoment)" : nil
        case .boolean, .integer, .real, .bytes: nil
        }
    }

    private static let nul = "a text with a NUL character, which PostgreSQL cannot store: bind bytes."
    private static let unknownMoment =
        "a moment that PostgreSQL cannot store: it knows those from 4713 BC to the year 294276."

    private func wireMoments(_ array: SQLArray) throws(DatabaseError) -> [Int64] {
        var moments: [Int64] = []
        moments.reserveCapacity(array.count)
        for number in array.numbers { moments.append(try wire(Instant(milliseconds: number))) }
        return moments
    }

    private static func write(
        _ array: SQLArray, to bytes: inout [UInt8], _ element: (inout [UInt8], Int64) -> Void
    ) {
        for (index, number) in array.numbers.enumerated() {
            if array.isMissing(index) {
                bytes.append(number: Int32(-1))
            } else {
                bytes.append(number: Int32(1))
                element(&bytes, number)
            }
        }
    }
}

extension [UInt8] {
    /// In network order.
    @inline(__always) mutating func append(number: some FixedWidthInteger & BitwiseCopyable) {
        unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
    }

    /// Elements of eight bytes.
    fileprivate mutating func append(elements numbers: [Int64], missing: [Bool]) {
        append(addingCapacity: 12 * numbers.count) { room in
            for (index, number) in numbers.enumerated() {
                let isMissing = !missing.isEmpty && missing[index]
                room.append(bigEndian: Int32(isMissing ? -1 : 8))
                if !isMissing { room.append(bigEndian: number) }
            }
        }
    }

    fileprivate mutating func append(element: some Collection<UInt8>, _ array: SQLArray, _ index: Int) {
        if array.isMissing(index) { return append(number: Int32(-1)) }
        append(number: Int32(truncatingIfNeeded: element.count))
        append(contentsOf: element)
    }
}

extension OutputSpan<UInt8> {
    @inline(__always)
    fileprivate mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(bigEndian number: Number) {
        precondition(freeCapacity >= MemoryLayout<Number>.size)
        unsafe withUnsafeMutableBufferPointer { room, count in
            guard let start = room.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(start + count).storeBytes(of: number.bigEndian, as: Number.self)
            count += MemoryLayout<Number>.size
        }
    }
}
