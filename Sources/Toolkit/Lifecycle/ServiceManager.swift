import Machine

/// The manager that started this process and wants to hear how it is doing: systemd, or what speaks like it.
///
/// Says nothing when there is none; that a message could not be delivered is not worth failing for (sd_notify(3)).
package struct ServiceManager: Sendable, Equatable {
    private let socket: String?

    package init(environment: [String: String]) {
        socket = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The service now answers; `status` is shown by `systemctl status`.
    package func ready(status: String = "") { notify("READY=1", status) }

    /// The service was asked to stop and finishes what is in hand.
    package func stopping() { notify("STOPPING=1") }

    private func notify(_ state: String, _ status: String = "") {
        guard let socket else { return }
        let line = status.split(whereSeparator: \.isNewline).joined(separator: " ")
        _ = Datagram.send(Array((line.isEmpty ? state : "\(state)\nSTATUS=\(line)").utf8), to: socket)
    }
}
