import Observability
import Testing

@Suite struct MetricsFormatTests {
    /// What Prometheus 2.42 and 3 send, and what others might.
    @Test(arguments: [
        ("", MetricsFormat.prometheus), ("*/*", .prometheus), ("text/html", .prometheus),
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
        ),
        ("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;q=0.2", .openMetrics),
        ("application/openmetrics-text; version=1.0.0; q=0.1, text/plain", .prometheus),
        ("application/openmetrics-text;q=0", .prometheus), ("Application/OpenMetrics-Text", .openMetrics),
        ("application/openmetrics-text;q=evil", .prometheus), ("application/openmetrics-text;q=1.0000", .prometheus),
        (",;,;q=,", .prometheus),
    ])
    func `the form is what the reader likes best`(accept: String, format: MetricsFormat) {
        #expect(MetricsFormat(accept: accept) == format)
    }
}
