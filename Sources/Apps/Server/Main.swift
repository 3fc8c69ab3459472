import Lifecycle

@main struct Main {
    static func main() {
        Program.start { program in await Assembly.run(program) }
    }
}
