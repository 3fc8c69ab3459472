import Arguments
import Testing

@Suite("Help") struct HelpTests {
    @Test func `the help of a command leads with examples`() {
        #expect(
            house.help(at: ["paint"], width: 60) == """
                Paint a wall.

                Examples:
                  house paint north --coats 2  twice

                Usage: house paint [options] WALL [MORE…]

                Arguments:
                  WALL  Which wall.
                  MORE  Further walls.

                Options:
                  -c, --coats N        How many coats. [1]
                  -k, --color COLOR    Which color.
                      --plan FILE      The plan.
                  -m, --mix PART       What to mix in. Repeatable.
                  -o, --open           Open the windows.
                  -f, --fast           Hurry.
                      --json[=FIELDS]  Print JSON, of all fields or of those
                                       named: --json=id,name.

                With every command:
                      --color WHEN  Color the output: auto, always or never.
                                    [auto]
                  -q, --quiet       Say nothing beside the result and
                                    errors.
                  -h, --help        Show this help.

                """)
    }

    @Test func `the help of a group names its commands`() {
        let help = house.help(at: ["room"])
        #expect(help.contains("Usage: house room COMMAND [options]"))
        #expect(help.contains("  sweep  Sweep the floor."))
        #expect(!help.contains("--version"))
        #expect(house.help(at: []).contains("--version"))
    }

    @Test func `titles stand out where color is wanted`() {
        #expect(house.help(at: [], style: .colored).contains("\u{1B}[1mUsage:\u{1B}[0m"))
    }

    @Test func `the reference has every command and parameter`() {
        let reference = house.reference
        for (path, _) in house.commands { #expect(reference.contains("## house " + path.joined(separator: " "))) }
        #expect(reference.contains("| `-c, --coats N` | How many coats. | `1` |"))
        #expect(reference.contains("house paint north --coats 2    # twice"))
    }
}
