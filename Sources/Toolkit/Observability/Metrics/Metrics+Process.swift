import Machine

extension Metrics {
    /// Measures the process itself, under the names that Prometheus' own libraries use.
    package func observeProcess(startedAt start: Int64 = WallClock.nanoseconds) {
        observed(
            [
                ("process_cpu_seconds_total", "CPU time used, user and system.", .counter),
                ("process_resident_memory_bytes", "Memory that is in RAM.", .gauge),
                ("process_virtual_memory_bytes", "Memory that is mapped.", .gauge),
                ("process_open_fds", "Descriptors open.", .gauge),
                ("process_max_fds", "Descriptors that may be open.", .gauge),
                ("process_threads", "Threads.", .gauge),
                ("process_start_time_seconds", "When the process started, in seconds since 1970.", .gauge),
            ]
        ) {
            let usage = ProcessUsage.now()
            return [
                usage.cpuSeconds, Double(usage.residentBytes), Double(usage.virtualBytes),
                Double(usage.openDescriptors), Double(usage.maximumDescriptors), Double(usage.threads),
                Double(start / 1_000_000) / 1000,
            ]
        }
    }

    /// Counts lines of the log that were dropped.
    package func observe(_ log: Log) {
        observed(
            "apus_log_lines_dropped_total", "Log lines dropped because they came faster than they could be written.",
            .counter
        ) { [writer = log.writer] in Double(writer.dropped) }
    }
}
