extension StringProtocol {
    /// How many columns of a terminal it takes.
    package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

    /// With spaces after it, to take `width` columns.
    package func padded(to width: Int) -> String {
        String(self) + String(repeating: " ", count: Swift.max(0, width - displayWidth))
    }

    /// With spaces before it, to take `width` columns.
    package func paddedLeft(to width: Int) -> String {
        String(repeating: " ", count: Swift.max(0, width - displayWidth)) + self
    }

    /// At most `width` columns of it, `…` standing for what was taken out of the middle.
    package func shortened(to width: Int) -> String {
        guard displayWidth > width else { return String(self) }
        guard width > 1 else { return width == 1 ? "…" : "" }
        let tail = (width - 1) / 2
        return String(taking(width - 1 - tail, from: self)) + "…"
            + String(String(taking(tail, from: reversed())).reversed())
    }

    private func taking(_ width: Int, from characters: some Sequence<Character>) -> String {
        var (taken, left) = ("", width)
        for character in characters {
            left -= character.displayWidth
            guard left >= 0 else { break }
            taken.append(character)
        }
        return taken
    }
}

extension Character {
    /// Two for the wide scripts and for emoji, none for what only combines (after Unicode's East Asian Width).
    fileprivate var displayWidth: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B, 0xFEFF: return 0
        case 0..<0x300: return 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return first.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }
}
