package import Lifecycle
import Machine

extension OTLPExporter {
    /// Sends until `requested` returns, then what is left, once and without pauses.
    package func run(until requested: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    do { try await sleep(settings.delay) } catch { return }
                    queue.signal()
                }
            }
            group.addTask {
                await requested()
                isStopping.withLock { $0 = true }
                queue.finish()
            }
            for await _ in queue.signals { await sendAll(until: requested) }
            await sendAll(until: requested)
            group.cancelAll()
        }
    }

    private func sendAll(until requested: @escaping @Sendable () async -> Void) async {
        while !Task.isCancelled {
            let spans = queue.take()
            if spans.isEmpty { return }
            await deliver(spans, until: requested)
        }
    }

    private func deliver(_ spans: [EndedSpan], until requested: @escaping @Sendable () async -> Void) async {
        let request = request(encoder.encode(spans))
        var delivery = Delivery()
        var chance = SystemRandomNumberGenerator()
        while true {
            var response: OTLPResponse?
            var cause: (any Error)?
            do { response = try await send(request) } catch { cause = error }
            let outcome = response.map { Delivery.Outcome.answered(status: $0.status, retryAfter: $0.retryAfter) }
            switch delivery.ended(outcome ?? .failed, using: &chance) {
            case .done:
                return arrived(spans.count, response)
            case .retry(let pause) where !isStopping.withLock({ $0 }) && !Task.isCancelled:
                failed(response, cause)
                await wait(pause, until: requested)
            case .retry, .giveUp:
                failed(response, cause)
                return counts.addLost(spans.count)
            }
        }
    }

    private func request(_ plain: [UInt8]) -> OTLPRequest {
        var headers = headers
        headers.append((name: "Content-Type", value: "application/x-protobuf"))
        var body = plain
        if let compress, let packed = compress(plain) {
            body = packed
            headers.append((name: "Content-Encoding", value: "gzip"))
        }
        return OTLPRequest(url: url, headers: headers, body: body, timeout: settings.timeout)
    }

    /// Returns after `pause`, or when the process is to stop: then there is one more try.
    private func wait(_ pause: Duration, until requested: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                try? await sleep(pause)
                return false
            }
            group.addTask {
                await requested()
                return true
            }
            // Said here too: who waits may learn of it first, and must not try again and again until it is said.
            if await group.next() == true { isStopping.withLock { $0 = true } }
            group.cancelAll()
        }
    }

    private func arrived(_ count: Int, _ response: OTLPResponse?) {
        let rejected = response?.rejected ?? (count: 0, reason: "")
        counts.addSent(max(0, count - rejected.count))
        counts.addLost(min(count, rejected.count))
        if rejected.count > 0 {
            log.warning(
                "The trace collector refused some spans",
                ["otlp.rejected": .integer(rejected.count), "otlp.reason": .text(rejected.reason)])
        }
        let isBack = isFailing.withLock { isFailing in
            defer { isFailing = false }
            return isFailing
        }
        if isBack { log.info("Traces reach the collector again", ["otlp.url": .text(url)]) }
    }

    private func failed(_ response: OTLPResponse?, _ cause: (any Error)?) {
        let isNew = isFailing.withLock { isFailing in
            defer { isFailing = true }
            return !isFailing
        }
        guard isNew else { return }
        log.warning(
            "Traces do not reach the collector",
            ["otlp.url": .text(url), "otlp.status": response.map { .integer($0.status) } ?? "no answer"], cause: cause)
    }
}

extension OTLPExporter {
    /// Shows in `metrics` what becomes of spans.
    package func observe(in metrics: Metrics) {
        metrics.observed(
            [
                ("apus_spans_sent_total", "Spans that the trace collector took.", .counter),
                ("apus_spans_lost_total", "Spans that the trace collector refused or that were given up.", .counter),
                ("apus_spans_dropped_total", "Spans dropped because too many waited.", .counter),
                ("apus_spans_waiting", "Spans that wait to be sent.", .gauge),
            ]
        ) { [counts, queue] in
            [Double(counts.sent), Double(counts.lost), Double(queue.dropped), Double(queue.count)]
        }
    }
}

extension OTLPExporter: Daemon {
    package func run(until stop: Stop) async { await run(until: { await stop.requested() }) }
}
