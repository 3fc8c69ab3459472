import Programs

@main struct Main {
    static func main() {
        Service<ServerSettings>.start { settings, program in try await Assembly.run(settings, program) }
    }
}
