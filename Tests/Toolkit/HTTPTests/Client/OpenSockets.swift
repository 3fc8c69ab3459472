import Foundation

/// The descriptors of this process that are connections to a port of this machine, as the kernel counts them.
enum OpenSockets {
    static func count(to port: UInt16?) throws -> Int {
        guard let port else { return 0 }
        let suffix = ":" + String(0x10000 + Int(port), radix: 16, uppercase: true).suffix(4)
        let table = try String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8)
        let sockets = table.split(separator: "\n").dropFirst().compactMap { line -> String? in
            let fields = line.split(separator: " ")
            return fields.count > 9 && fields[2].hasSuffix(suffix) ? "socket:[\(fields[9])]" : nil
        }
        let files = FileManager.default
        let links = try files.contentsOfDirectory(atPath: "/proc/self/fd")
            .compactMap { try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)") }
        return links.count { sockets.contains($0) }
    }
}
