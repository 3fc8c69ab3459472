import Arguments
import Basics
import Synchronization

/// What the commands of the sample say when they are run.
final class Heard: Sendable {
    private let text = Mutex("")
    func hear(_ text: String) { self.text.withLock { $0 = text } }
    var last: String { text.withLock { $0 } }
}

/// A command with a parameter of each kind.
struct Paint: Command {
    enum Color: String, CaseIterable { case red, green }

    static let name = "paint"
    static let summary = "Paint a wall."
    static let examples = [Example("house paint north --coats 2", "twice")]
    static var parameters: [Parameter<Self>] {
        let own: [Parameter<Self>] = [
            .required("WALL", \.wall, as: .text("a wall"), "Which wall."),
            .arguments("MORE", \.more, as: .text, "Further walls."),
            .option("coats", short: "c", \.coats, as: .integer(1...9), "N", "How many coats."),
            .option("color", short: "k", \.color, as: .choice, "COLOR", "Which color."),
            .option("plan", \.plan, as: .text("a file"), "FILE", "The plan.", values: .files),
            .options("mix", short: "m", \.mix, as: .text, "PART", "What to mix in."),
            .flag("open", short: "o", \.isOpen, "Open the windows."),
            .flag("fast", short: "f", \.isFast, "Hurry."),
        ]
        return own + OutputOptions.parameters(at: \.output).filter { $0.description.name == "json" }
    }

    var wall: String?
    var more: [String] = []
    var coats = 1
    var color: Color?
    var plan: String?
    var mix: [String] = []
    var isOpen = false
    var isFast = false
    var output = OutputOptions()

    func run(in heard: Heard) async throws {
        heard.hear(
            "\(wall ?? "-") \(more) \(coats) \(color?.rawValue ?? "-") \(plan ?? "-") \(mix) \(isOpen) \(isFast) "
                + (output.json ?? "-"))
    }
}

struct Sweep: Command {
    static let name = "sweep"
    static let summary = "Sweep the floor."
    static let examples = [Example("house room sweep")]
    static let parameters: [Parameter<Self>] = [
        .argument("FOLDER", \.folder, as: .text("a folder"), "Where.", values: .folders)
    ]
    var folder = "."
    func run(in heard: Heard) async throws { heard.hear("sweep \(folder)") }
}

let house = CommandTree<Heard>(
    "house", version: "1.0",
    root: .group(
        "house", "Keep a house.", examples: [Example("house paint north")],
        [.command(Paint.self), .group("room", "Look after rooms.", [.command(Sweep.self)])]))
