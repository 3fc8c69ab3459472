import Arguments

/// What one check found out.
struct Finding: Sendable, Equatable {
    enum Health: String, Sendable { case good, warning, bad }

    let subject: String
    let health: Health
    let detail: String
    /// What to do; empty when nothing is to be done.
    let advice: String

    static func good(_ subject: String, _ detail: String) -> Finding {
        Finding(subject: subject, health: .good, detail: detail, advice: "")
    }

    static func warning(_ subject: String, _ detail: String, _ advice: String) -> Finding {
        Finding(subject: subject, health: .warning, detail: detail, advice: advice)
    }

    static func bad(_ subject: String, _ detail: String, _ advice: String) -> Finding {
        Finding(subject: subject, health: .bad, detail: detail, advice: advice)
    }

    func line(_ style: Style) -> String {
        let mark =
            switch health {
            case .good: style.good("✓")
            case .warning: style.warning("!")
            case .bad: style.bad("✗")
            }
        let details = detail.split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: 15))
        return "\(mark) \(subject.padded(to: 13))\(details)" + (advice.isEmpty ? "" : "\n               → \(advice)")
    }
}

extension Listing {
    init(_ findings: [Finding]) {
        self.init(
            [
                Column("check", "CHECK"), Column("health", "HEALTH"), Column("detail", "DETAIL"),
                Column("advice", "WHAT TO DO"),
            ],
            rows: findings.map {
                [Cell($0.subject), Cell($0.health.rawValue), Cell($0.detail), Cell($0.advice)]
            })
    }
}
