/// What `OTEL_*` says about traces, under the names that every OpenTelemetry library reads.
package struct TraceSettings: Sendable {
    /// Nil when no collector is named: then nothing is recorded.
    package var endpoint: String?
    package var headers: [(name: String, value: String)] = []
    package var compresses = false
    package var timeout = Duration.seconds(10)
    package var sampler = Sampler.parentBased(root: .alwaysOn)
    package var resource: [(name: String, value: String)]
    package var delay = Duration.seconds(5)
    package var queueSize = 2048
    package var batchSize = 512

    /// Everything that is wrong, at once.
    package struct Problems: Error, CustomStringConvertible {
        package let messages: [String]
        package var description: String { messages.joined(separator: "\n") }
    }

    /// Reads the variables; an empty one counts as absent.
    package init(environment: [String: String], service: String, version: String) throws(Problems) {
        var reader = Reader(environment.filter { $0.key.hasPrefix("OTEL_") && !$0.value.isEmpty })
        resource = reader.resource(service: service, version: version)
        if reader.flag("OTEL_SDK_DISABLED") {
            try reader.finish()
            return
        }
        endpoint = reader.endpoint()
        headers = reader.headers()
        compresses = reader.choice("COMPRESSION", ["none": false, "gzip": true]) ?? compresses
        _ = reader.choice("PROTOCOL", ["http/protobuf": true])
        timeout = reader.milliseconds(reader.name("TIMEOUT")) ?? timeout
        sampler = reader.sampler() ?? sampler
        delay = reader.milliseconds("OTEL_BSP_SCHEDULE_DELAY") ?? delay
        queueSize = reader.positive("OTEL_BSP_MAX_QUEUE_SIZE", atMost: 1 << 20) ?? queueSize
        batchSize = reader.positive("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", atMost: queueSize) ?? min(batchSize, queueSize)
        try reader.finish()
    }
}

extension TraceSettings {
    /// Reads variables and keeps what is wrong with them.
    private struct Reader {
        private let values: [String: String]
        private var messages: [String] = []

        init(_ values: [String: String]) { self.values = values }

        func finish() throws(Problems) {
            if !messages.isEmpty { throw Problems(messages: messages) }
        }

        /// The name that is about traces alone, when it is set; else the one for all signals.
        func name(_ part: String) -> String {
            let own = "OTEL_EXPORTER_OTLP_TRACES_\(part)"
            return values[own] == nil ? "OTEL_EXPORTER_OTLP_\(part)" : own
        }

        mutating func flag(_ name: String) -> Bool {
            guard let value = values[name]?.lowercased() else { return false }
            if !["true", "false"].contains(value) {
                messages.append("\(name) must be true or false, not “\(value)”.")
            }
            return value == "true"
        }

        mutating func endpoint() -> String? {
            if let exporter = values["OTEL_TRACES_EXPORTER"], exporter != "otlp" {
                if exporter != "none" {
                    messages.append("OTEL_TRACES_EXPORTER must be otlp or none, not “\(exporter)”.")
                }
                return nil
            }
            let name = name("ENDPOINT")
            guard let value = values[name] else { return nil }
            guard ["http://", "https://"].contains(where: { value.hasPrefix($0) && value.count > $0.count }) else {
                messages.append("\(name) must be an http:// or https:// URL, not “\(value)”.")
                return nil
            }
            // The address for all signals is a base; the one for traces is used as it is.
            if name.contains("TRACES") { return value }
            return value + (value.hasSuffix("/") ? "v1/traces" : "/v1/traces")
        }

        mutating func headers() -> [(name: String, value: String)] {
            let name = name("HEADERS")
            return pairs(name).filter { header, value in
                let isSound =
                    header.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
                    && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
                if !isSound { messages.append("\(name) holds a header that HTTP does not allow: “\(header)”.") }
                return isSound
            }
        }

        mutating func resource(service: String, version: String) -> [(name: String, value: String)] {
            var known = [
                (name: "service.name", value: service), (name: "service.version", value: version),
                (name: "telemetry.sdk.name", value: "apus"), (name: "telemetry.sdk.language", value: "swift"),
                (name: "telemetry.sdk.version", value: version),
            ]
            var given = pairs("OTEL_RESOURCE_ATTRIBUTES")
            if let name = values["OTEL_SERVICE_NAME"] { given.append((name: "service.name", value: name)) }
            for attribute in given {
                known.removeAll { $0.name == attribute.name }
                known.append(attribute)
            }
            return known
        }

        mutating func sampler() -> Sampler? {
            guard let name = values["OTEL_TRACES_SAMPLER"] else { return nil }
            let argument = values["OTEL_TRACES_SAMPLER_ARG"]
            if let sampler = Sampler(name: name, argument: argument) { return sampler }
            messages.append(
                """
                OTEL_TRACES_SAMPLER must be always_on, always_off, traceidratio, parentbased_always_on, \
                parentbased_always_off or parentbased_traceidratio, and OTEL_TRACES_SAMPLER_ARG from 0 to 1, not \
                “\(name)” and “\(argument ?? "")”.
                """)
            return nil
        }

        mutating func choice<Value>(_ part: String, _ choices: [String: Value]) -> Value? {
            let name = name(part)
            guard let value = values[name] else { return nil }
            if choices[value] == nil {
                messages.append("\(name) must be \(choices.keys.sorted().joined(separator: " or ")), not “\(value)”.")
            }
            return choices[value]
        }

        mutating func milliseconds(_ name: String) -> Duration? {
            positive(name, atMost: 86_400_000).map { .milliseconds($0) }
        }

        mutating func positive(_ name: String, atMost limit: Int) -> Int? {
            guard let value = values[name] else { return nil }
            if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(value), number > 0,
                number <= limit
            {
                return number
            }
            messages.append("\(name) must be a number from 1 to \(limit), not “\(value)”.")
            return nil
        }

        /// `key=value,key=value`, values percent-encoded, as W3C Baggage writes them.
        private mutating func pairs(_ name: String) -> [(name: String, value: String)] {
            guard let text = values[name] else { return [] }
            var pairs: [(name: String, value: String)] = []
            for piece in Array(text.utf8).split(separator: UInt8(ascii: ",")) {
                let member = TraceContext.trimmed(Array(piece))
                if member.isEmpty { continue }
                guard let equals = member.firstIndex(of: UInt8(ascii: "=")), equals > 0,
                    let value = Self.decoded(TraceContext.trimmed(Array(member[(equals + 1)...])))
                else {
                    messages.append("\(name) must be a list such as key=value,key=value.")
                    return []
                }
                let key = String(decoding: TraceContext.trimmed(Array(member[..<equals])), as: UTF8.self)
                pairs.append((name: key, value: value))
            }
            return pairs
        }

        private static func decoded(_ text: [UInt8]) -> String? {
            var bytes: [UInt8] = []
            var rest = text[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "%") else {
                    bytes.append(byte)
                    continue
                }
                let digits = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
                guard digits.utf8.count == 2, let value = Hexadecimal.number(Array(digits.utf8)[...]) else {
                    return nil
                }
                bytes.append(UInt8(value))
                rest = rest.dropFirst(2)
            }
            return String(validating: bytes, as: UTF8.self)
        }
    }
}
