import Programs
import Settings

@testable import Server

extension ServerSettings {
    /// The settings of an environment, refused as the program refuses them.
    init(environment: [String: String]) throws {
        var reader = SettingsReader(environment: environment)
        self.init(from: &reader, environment: environment)
        try reader.finish(elsewhere: Self.elsewhere)
    }
}
