import Lifecycle

@main struct Main {
    static func main() {
        Program.start(hangUp: .stops) { program in await Apus.run(program) }
    }
}
