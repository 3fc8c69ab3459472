/// What somebody may have meant by a word that is not known.
package enum Suggestion {
    /// The one of `candidates` nearest to `word`, if it is near enough that a slip of the hand explains the difference:
    /// one slip in short words, up to three in long ones, or the beginning of just one candidate.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let word = Array(word.lowercased().utf8)
        guard !word.isEmpty, word.count <= 64 else { return nil }
        var best: (candidate: String, slips: Int)?
        var begun: [String] = []
        for candidate in candidates {
            let other = Array(candidate.lowercased().utf8)
            if word.count >= 2, other.starts(with: word) { begun.append(candidate) }
            let slips = distance(word, other)
            guard slips <= max(1, min(3, word.count / 3)), slips < max(word.count, other.count) else { continue }
            if best.map({ slips < $0.slips }) ?? true { best = (candidate, slips) }
        }
        return best?.candidate ?? (begun.count == 1 ? begun.first : nil)
    }

    /// How many letters must be put in, left out, changed, or swapped with their neighbor to get from `a` to `b`
    /// (optimal string alignment).
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
                row.append(least)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
