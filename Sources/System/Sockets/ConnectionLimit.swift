import Synchronization

/// How many connections there may be, altogether and from one peer (its address, or its /64 in IPv6). One limit may
/// serve several listening sockets.
package final class ConnectionLimit: Sendable {
    /// Why a connection is refused.
    package enum Excess: Sendable { case total, perPeer }

    private struct Counts {
        var total = 0
        var peers: [IPAddress: Int] = [:]
    }

    package let total: Int
    package let perPeer: Int
    private let counts = Mutex(Counts())

    package init(total: Int, perPeer: Int) {
        self.total = total
        self.perPeer = perPeer
    }

    /// How many are open now.
    package var used: Int { counts.withLock { $0.total } }

    /// Counts one in, or says why not. Unix sockets have no peer to count by.
    func enter(_ peer: Address) -> Excess? {
        counts.withLock { counts in
            if counts.total >= total { return .total }
            if let network = peer.ip?.network {
                if counts.peers[network, default: 0] >= perPeer { return .perPeer }
                counts.peers[network, default: 0] += 1
            }
            counts.total += 1
            return nil
        }
    }

    func leave(_ peer: Address) {
        counts.withLock { counts in
            counts.total -= 1
            guard let network = peer.ip?.network, let count = counts.peers[network] else { return }
            counts.peers[network] = count == 1 ? nil : count - 1
        }
    }
}
