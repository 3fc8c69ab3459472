import Database

/// Why a connection could not be made, read from what libpq says; it has no other way to tell.
///
/// ```
/// connection to server at "db" (192.0.2.7), port 5432 failed: FATAL:  28P01: password authentication failed …
/// LOCATION:  auth_failed, auth.c:341
/// ```
enum ConnectFailure {
    static func error(_ problem: String) -> DatabaseError {
        if let fault = fault(in: problem) { return fault.error }
        let line = String(problem.firstLine.prefix(400))
        let code: DatabaseError.Code = isOfSettings(problem) ? .refused : .unavailable
        let remedy =
            switch true {
            case problem.contains("certificate") || problem.contains("SSL"):
                " Name the authority's file by sslrootcert=…, or relax the check by sslmode=require."
            case problem.contains("password"): " Name one in APUS_DATABASE or in a password file."
            default: ""
            }
        return DatabaseError(code, "The database cannot be reached: \(line.isEmpty ? "no answer" : line).\(remedy)")
    }

    /// The last failure that the server reported: after `FATAL:` and spaces a code of five digits and capitals, a
    /// colon.
    static func fault(in problem: String) -> ServerFault? {
        for line in problem.split(whereSeparator: \.isNewline).reversed() {
            guard let at = line.lastRange(of: ":  ") else { continue }
            let rest = line[at.upperBound...], state = rest.prefix(5)
            guard state.utf8.count == 5, rest.dropFirst(5).hasPrefix(": "), state.utf8.allSatisfy(isOfState) else {
                continue
            }
            return ServerFault(state: String(state), message: String(rest.dropFirst(7)))
        }
        return nil
    }

    private static func isOfState(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    /// What another try will not mend.
    private static func isOfSettings(_ problem: String) -> Bool {
        ["certificate", "no password supplied", "does not support SSL", "invalid", "SSL error", "root certificate"]
            .contains { problem.contains($0) }
    }
}

extension StringProtocol {
    fileprivate func lastRange(of mark: String) -> Range<Index>? {
        var start = endIndex
        while start > startIndex {
            start = index(before: start)
            if self[start...].hasPrefix(mark) { return start..<index(start, offsetBy: mark.count) }
        }
        return nil
    }
}
