import Programs

@main struct Main {
    static func main() {
        Service<WorkerSettings>.start { settings, program in try await Assembly(settings, program).run() }
    }
}
