import Basics
import Settings

/// What follows the program's name.
enum ServerArguments: Equatable {
    case run(config: String?)
    case version
    case help

    /// A text that explains what is wrong with the arguments.
    struct Misuse: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    static let usage = """
        Usage: apus-server [--config FILE]

          --config FILE  read settings from FILE; the environment wins
          --version      print the version
          --help         print this

        Settings are variables of the environment, such as APUS_LISTEN=127.0.0.1:9000.
        `apus doctor --settings` prints all of them.
        """

    init(_ arguments: [String]) throws(Misuse) {
        switch arguments.first {
        case nil: self = .run(config: nil)
        case "--version" where arguments.count == 1: self = .version
        case "--help" where arguments.count == 1, "-h" where arguments.count == 1: self = .help
        case "--config" where arguments.count == 2: self = .run(config: arguments[1])
        case let first? where first.hasPrefix("--config=") && arguments.count == 1:
            self = .run(config: String(first.dropFirst("--config=".count)))
        default:
            throw Misuse(description: "cannot make sense of \(arguments.joined(separator: " "))\n\n\(Self.usage)")
        }
    }
}
