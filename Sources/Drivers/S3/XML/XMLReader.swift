import Basics

/// Reads one XML document of a store's (XML 1.0, fifth edition): elements, text, CDATA, comments, the five entities and
/// characters by number. A document type is refused, and with it every entity of the sender's own; so is processing
/// other than the declaration at the very beginning. Size, depth and number of elements are bounded.
struct XMLReader: ~Copyable {
    struct Limits: Sendable {
        /// A page of a thousand keys of a thousand bytes, each of them percent-encoded, is half of it.
        var bytes = 8 << 20
        var depth = 16
        var elements = 50_000
    }

    let bytes: [UInt8]
    private let limits: Limits
    var at = 0
    /// The elements that are open, the innermost last.
    private var open: [XMLElement] = []
    private var elements = 0

    private init(_ bytes: [UInt8], _ limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The document's one element.
    static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(XMLFault) -> XMLElement {
        guard bytes.count <= limits.bytes else { throw XMLFault(reason: .tooLarge, place: limits.bytes) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw XMLFault(reason: .encoding, place: 0) }
        var reader = XMLReader(bytes, limits)
        return try reader.document()
    }

    private mutating func document() throws(XMLFault) -> XMLElement {
        if take("\u{FEFF}") {}
        if take("<?xml") { try declaration() }
        try skipMisc()
        guard next == UInt8(ascii: "<") else { throw fault(at == bytes.count ? .end : .character) }
        let root = try content()
        try skipMisc()
        guard at == bytes.count else { throw fault(.trailing) }
        return root
    }

    // MARK: Elements

    /// Reads from the first tag to the one that closes it.
    private mutating func content() throws(XMLFault) -> XMLElement {
        while true {
            if take("</") {
                if let root = try close() { return root }
            } else if take("<!--") {
                try skip(past: "-->")
            } else if take("<![CDATA[") {
                try characterData()
            } else if next == UInt8(ascii: "<") {
                if let root = try openTag() { return root }
            } else {
                let text = try text(before: UInt8(ascii: "<"))
                append(text)
            }
        }
    }

    /// `<Name attribute="value">` or `<Name/>`; answers the whole document when it is no more than that.
    private mutating func openTag() throws(XMLFault) -> XMLElement? {
        at += 1
        if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") { throw fault(.declaration) }
        elements += 1
        guard elements <= limits.elements else { throw fault(.tooMany) }
        guard open.count < limits.depth else { throw fault(.tooDeep) }
        open.append(XMLElement(name: try name()))
        try attributes()
        if take("/>") { return ended() }
        guard take(">") else { throw fault(at == bytes.count ? .end : .character) }
        return nil
    }

    private mutating func close() throws(XMLFault) -> XMLElement? {
        let place = at
        guard let innermost = open.last, try name() == innermost.name else {
            throw XMLFault(reason: .mismatch, place: place)
        }
        skipSpace()
        guard take(">") else { throw fault(at == bytes.count ? .end : .character) }
        return ended()
    }

    /// The innermost element is whole; answers it when it is the document's.
    private mutating func ended() -> XMLElement? {
        guard let element = open.popLast() else { return nil }
        guard !open.isEmpty else { return element }
        open[open.count - 1].children.append(element)
        return nil
    }

    private mutating func append(_ text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += text
    }

    private mutating func characterData() throws(XMLFault) {
        let start = at
        try skip(past: "]]>")
        var text: [UInt8] = []
        for place in start..<at - 3 {
            let byte = bytes[place]
            guard byte >= 0x20 || Self.isSpace(byte) else { throw XMLFault(reason: .character, place: place) }
            if byte != 0x0D { text.append(byte) } else if bytes[place + 1] != 0x0A { text.append(0x0A) }
        }
        append(String(decoding: text, as: UTF8.self))
    }

    // MARK: What lies between

    private mutating func declaration() throws(XMLFault) {
        guard let byte = next, Self.isSpace(byte) else { throw fault(.declaration) }
        try skip(past: "?>")
    }

    /// Spaces and comments, outside of the document's element.
    private mutating func skipMisc() throws(XMLFault) {
        skipSpace()
        while take("<!--") {
            try skip(past: "-->")
            skipSpace()
        }
    }
}
