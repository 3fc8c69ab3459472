internal import Glibc
private import Synchronization

/// Held from the making of a pipe until the child has it: no other child may be started with this one's end.
private let spawning = Mutex(())

extension SystemCalls {
    /// Starts a program with nothing as its input and one pipe for all it says.
    ///
    /// Signals are as they are in a fresh process. `passing` are descriptors which the child finds as 3, 4, …
    static func spawn(
        _ arguments: [String], environment: [String: String], passing: [Int32] = []
    ) throws -> (pid: pid_t, output: Int32) {
        try spawning.withLock { _ in
            var pipe: [Int32] = [-1, -1]
            guard unsafe Glibc.pipe(&pipe) == 0 else { throw failure("pipe") }
            defer { close(pipe[1]) }
            for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            do {
                return (try start(arguments, environment, output: pipe[1], passing: passing), pipe[0])
            } catch {
                close(pipe[0])
                throw error
            }
        }
    }

    private static func start(
        _ arguments: [String], _ environment: [String: String], output: Int32, passing: [Int32]
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
        for (index, descriptor) in passing.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(3 + index))
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var pid: pid_t = 0
        let program = arguments.first ?? ""
        let result = unsafe withStrings(arguments) { arguments in
            unsafe withStrings(environment.map { "\($0)=\($1)" }) { environment in
                unsafe posix_spawnp(&pid, program, &actions, &attributes, arguments, environment)
            }
        }
        guard result == 0 else {
            throw TestFailure("cannot start \(arguments): \(unsafe String(cString: strerror(result)))")
        }
        return pid
    }

    /// Waits until a child has ended: its exit status, or minus the signal that ended it.
    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// What a pipe holds next, or nothing at its end.
    static func read(_ descriptor: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let got = unsafe Glibc.read(descriptor, &bytes, bytes.count)
            if got >= 0 { return [UInt8](bytes.prefix(got)) }
            if errno != EINTR { return [] }
        }
    }

    private static func withStrings<Value>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let copies: [UnsafeMutablePointer<CChar>?] = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }
}
