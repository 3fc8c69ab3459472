/// The variables that this process was started with.
package enum ProcessEnvironment {
    package static func values(_ names: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for name in names { values[name] = Linux.environment(name) }
        return values
    }
}
