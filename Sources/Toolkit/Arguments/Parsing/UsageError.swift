import Basics

/// A call that makes no sense, said so that the next one does.
package struct UsageError: Error, CustomStringConvertible {
    /// The words that lead to the command, with the program's name first.
    package let command: [String]
    package let reason: Reason

    package enum Reason: Error, Equatable {
        case unknownCommand(String, nearest: String?)
        case unknownOption(String, nearest: String?)
        case noValue(ParameterDescription)
        case unwantedValue(ParameterDescription, String)
        case misfit(ParameterDescription, text: String, expected: String)
        case missing(ParameterDescription)
        case tooMany(String)
        case twice(ParameterDescription)
        case other(String)
    }

    package init(command: [String], reason: Reason) {
        self.command = command
        self.reason = reason
    }

    package var description: String {
        let call = command.joined(separator: " ")
        return "\(call): \(reason)\nSee '\(call) --help'."
    }
}

extension UsageError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownCommand(let word, let nearest):
            "there is no command '\(word)'" + Self.guess(nearest)
        case .unknownOption(let word, let nearest):
            "there is no option \(word)" + Self.guess(nearest)
        case .noValue(let parameter):
            "\(parameter.spelling) needs a value: expected \(parameter.expected)"
        case .unwantedValue(let parameter, let text):
            "\(parameter.spelling) takes no value, but was given '\(text)'"
        case .misfit(let parameter, let text, let expected):
            "\(parameter.spelling) is '\(text)': expected \(expected)"
        case .missing(let parameter):
            "\(parameter.placeholder) is missing: expected \(parameter.expected)"
        case .tooMany(let word):
            "'\(word)' is one argument too many"
        case .twice(let parameter):
            "\(parameter.spelling) is given twice"
        case .other(let text):
            text
        }
    }

    private static func guess(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? ""
    }
}
