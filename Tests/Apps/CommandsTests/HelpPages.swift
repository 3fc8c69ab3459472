enum HelpPages { static let all: [String: String] = [:] }
