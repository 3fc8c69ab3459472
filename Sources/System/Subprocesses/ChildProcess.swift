import CLinux
import Glibc

/// The system calls about a child, all of which may block.
enum ChildProcess {
    /// The number of the process that was started, or minus the error.
    static func start(_ launch: Launch, output: Int32?) -> Int {
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else { return -Int(errno) }
        defer { close(null) }
        var streams: (Int32, Int32) = (1, 2)
        if case .discarded = launch.output { streams = (null, null) }
        if let output { streams = (output, output) }
        let arguments = CStrings([launch.program] + launch.arguments)
        let environment = CStrings(launch.environment.map { "\($0.key)=\($0.value)" })
        let folder = CStrings(launch.folder.map { [$0] } ?? [])
        guard let path = unsafe arguments.first, arguments.areWhole, environment.areWhole, folder.areWhole else {
            return -Int(EINVAL)
        }
        var program = unsafe lx_program(
            path: path, arguments: arguments.pointer, environment: environment.pointer, folder: folder.first,
            input: null, output: streams.0, errors: streams.1,
            death_signal: launch.endsWithParent ? SIGTERM : 0)
        return withExtendedLifetime((arguments, environment, folder)) { unsafe lx_start(&program) }
    }

    static func awaitEnd(of id: Int32) { _ = lx_await_end(id) }

    static func reap(_ id: Int32) -> Subprocess.Ending {
        let result = Int32(truncatingIfNeeded: lx_reap(id))
        return result < 0 ? .killed(-1 - result) : .exited(result)
    }

    static func send(_ signal: Int32, to id: Int32) { _ = kill(id, signal) }

    static func reason(_ code: Int) -> String {
        switch Int32(truncatingIfNeeded: code) {
        case ENOENT: "there is no such file"
        case EACCES, EPERM: "this user may not execute it"
        case ENOEXEC: "it is no program for this machine"
        case EAGAIN: "this user has too many processes"
        case EINVAL: "one of its arguments holds a null character"
        default: "the system says error \(code)"
        }
    }
}

/// Texts as C takes them: pointers to null-terminated bytes, the last one null.
@safe private final class CStrings {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    /// Whether no text is cut short by a null of its own.
    let areWhole: Bool
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        areWhole = texts.allSatisfy { !$0.utf8.contains(0) }
        unsafe pointer = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { unsafe pointer[index] = strdup(text) }
        unsafe pointer[texts.count] = nil
    }

    var first: UnsafeMutablePointer<CChar>? { unsafe pointer[0] }

    deinit {
        for index in 0..<count { unsafe free(pointer[index]) }
        unsafe pointer.deallocate()
    }
}
