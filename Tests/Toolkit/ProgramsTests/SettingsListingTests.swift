import Arguments
import Basics
import JSON
import Programs
import Settings
import Testing

@Suite("A program's settings as a table") struct SettingsListingTests {
    @Test func `each stands with its value, its source and its meaning, and no secret is shown`() throws {
        var reader = SettingsReader(environment: ["APUS_TOKEN": "s3cret", "APUS_NAME": "anna"])
        _ = reader.read("APUS_NAME", as: .text("a name"), default: "-", "Who it is.")
        _ = reader.readIfSet("APUS_TOKEN", as: .secret, "What opens the door.")
        let listing = Listing(reader.table)
        var options = OutputOptions()
        #expect(
            try listing.text(options, width: nil, style: .plain) == """
                SETTING     VALUE  FROM         MEANING
                APUS_NAME   anna   environment  Who it is.
                APUS_TOKEN  ***    environment  What opens the door.

                """)
        options.json = "name,expected"
        #expect(
            try JSONValue(json: listing.text(options, width: nil, style: .plain)) == [
                ["name": "APUS_NAME", "expected": "a name"], ["name": "APUS_TOKEN", "expected": "a secret"],
            ])
    }
}
