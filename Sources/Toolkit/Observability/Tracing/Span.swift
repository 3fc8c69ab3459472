/// A piece of work with a beginning and an end, inside a trace.
///
/// One that is not recorded is no more than its context: setting anything on it does nothing.
package struct Span: Sendable {
    package enum Kind: Int, Sendable { case `internal` = 1, server, client, producer, consumer }

    package enum Status: Sendable, Equatable {
        case unset
        case done
        case failed(String)
    }

    package let context: TraceContext
    /// One record or none. In an array, because a span that is not recorded is handed around on every request and
    /// would otherwise carry some 250 bytes of nothing.
    private var records: [SpanRecord] = []

    package var isRecorded: Bool { !records.isEmpty }
    var record: SpanRecord? { records.first }

    init(_ context: TraceContext, _ record: SpanRecord? = nil) {
        self.context = context
        if let record { records = [record] }
    }

    package mutating func set(_ name: String, _ value: @autoclosure () -> LogValue) {
        if isRecorded { records[0].set(name, value()) }
    }

    /// Says what became of it; the last word counts.
    package mutating func set(_ status: Status) {
        if isRecorded { records[0].status = status }
    }

    /// Gives it a better name, such as the route when it is known.
    package mutating func rename(_ name: String) {
        if isRecorded { records[0].name = name }
    }

    /// Another trace that led to this work, such as the request that queued it.
    package mutating func link(_ context: TraceContext) {
        if isRecorded { records[0].link(context) }
    }

    package mutating func event(_ name: String, _ attributes: @autoclosure () -> LogFields = [:]) {
        if isRecorded { records[0].event(name, attributes()) }
    }

    /// Marks it as failed by `error`, with an event that says so.
    package mutating func failed(_ error: any Error) {
        guard isRecorded else { return }
        let text = String(describing: error)
        event("exception", ["exception.type": .text("\(type(of: error))"), "exception.message": .text(text)])
        set(.failed(text))
    }
}

/// What is known of a recorded span. Its lists are bounded; what did not fit is counted.
struct SpanRecord: Sendable {
    struct Event: Sendable {
        let name: String
        let nanoseconds: Int64
        let attributes: LogFields
    }

    static let limit = 128

    let parent: TraceContext?
    let kind: Span.Kind
    let start: Int64
    let now: @Sendable () -> Int64
    var name: String
    var end: Int64 = 0
    var attributes: [(name: String, value: LogValue)] = []
    var events: [Event] = []
    var links: [TraceContext] = []
    var status = Span.Status.unset
    var droppedAttributes = 0
    var droppedEvents = 0
    var droppedLinks = 0

    mutating func set(_ name: String, _ value: LogValue) {
        if let index = attributes.firstIndex(where: { $0.name == name }) {
            attributes[index].value = value
        } else if attributes.count < Self.limit {
            attributes.append((name, value))
        } else {
            droppedAttributes += 1
        }
    }

    mutating func event(_ name: String, _ attributes: LogFields) {
        guard events.count < Self.limit else { return droppedEvents += 1 }
        events.append(Event(name: name, nanoseconds: now(), attributes: attributes))
    }

    mutating func link(_ context: TraceContext) {
        guard links.count < Self.limit else { return droppedLinks += 1 }
        links.append(context)
    }
}

/// A span that has ended and waits to be sent.
struct EndedSpan: Sendable {
    let context: TraceContext
    let record: SpanRecord
}
