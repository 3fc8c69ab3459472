import Arguments
import Basics
import HTTP
import Lifecycle
import Machine
import Subprocesses

/// A server and a worker that live and end together.
struct Household: Sendable {
    let server: String
    let worker: String
    let environment: [String: String]
    let console: Console
    let isVerbose: Bool

    /// How long a child may take to end in good order before it is killed.
    private static let patience = Duration.seconds(40)

    /// What happens while they live.
    private enum Event: Sendable {
        case ended(String, Subprocess.Ending)
        case stopRequested
        case answers
        case quiet
    }

    /// Starts the server, then, when it answers, the worker; returns when both have ended after a stop.
    ///
    /// - Throws: which of them ended by itself, and how; the other has ended by then.
    func run(
        until stop: Stop, server url: HTTPURL, greet: @escaping @Sendable () -> Void
    ) async throws {
        let first = try await start("server", server)
        let culprit = await withTaskGroup(of: Event.self, returning: CommandFailure?.self) { group in
            group.addTask { .ended("server", await first.ending()) }
            group.addTask {
                await stop.requested()
                return stop.isRequested ? .stopRequested : .quiet
            }
            group.addTask { await answers(url, until: stop) ? .answers : .quiet }
            var members = Members(first)
            while members.living > 0, let event = await group.next() {
                switch event {
                case .quiet: break
                case .answers where stop.isRequested || first.hasEnded: break
                case .answers:
                    greet()
                    await startWorker(&members, in: &group, stop)
                case .stopRequested:
                    if members.culprit == nil { console.say("Stopping …") }
                    end(members.all, in: &group)
                case .ended(let name, let ending):
                    members.living -= 1
                    if !stop.isRequested {
                        members.culprit = CommandFailure("the \(name) \(ending), so everything was stopped")
                    }
                    stop.request()
                }
            }
            group.cancelAll()
            return members.culprit
        }
        if let culprit { throw culprit }
    }

    /// Who was started, how many of them live, and what went wrong first.
    private struct Members {
        var all: [Subprocess]
        var living = 1
        var culprit: CommandFailure?

        init(_ first: Subprocess) { all = [first] }
    }

    private func startWorker(_ members: inout Members, in group: inout TaskGroup<Event>, _ stop: Stop) async {
        do {
            let child = try await start("worker", worker)
            members.all.append(child)
            members.living += 1
            group.addTask { .ended("worker", await child.ending()) }
        } catch {
            members.culprit = members.culprit ?? CommandFailure("\(error)")
            stop.request()
        }
    }

    /// Asks all to end; kills, with what they started, those that are still there after the patience.
    private func end(_ children: [Subprocess], in group: inout TaskGroup<Event>) {
        for child in children { child.send(.terminate) }
        group.addTask {
            do { try await Task.sleep(for: Self.patience) } catch { return .quiet }
            for child in children { child.send(.kill, toGroup: true) }
            return .quiet
        }
    }

    private func start(_ name: String, _ program: String) async throws -> Subprocess {
        let fold = LogFold(name: name, showsAll: isVerbose, style: console.talkStyle)
        var launch = Launch(program, environment: environment)
        launch.output = .lines { [console] line in
            if let text = fold.text(of: line) { console.complain(text) }
        }
        return try await Subprocess.start(launch)
    }

    /// Asks until the server really answers; gives up when a stop is requested.
    private func answers(_ url: HTTPURL, until stop: Stop) async -> Bool {
        let talk = ServerTalk(url, environment: environment, limit: .seconds(2))
        defer { talk.close() }
        var backoff = Backoff(first: .milliseconds(10), limit: .milliseconds(250))
        while !stop.isRequested, !Task.isCancelled {
            if let answer = try? await talk.get("/health/ready"), answer.status.code == 200 { return true }
            await stop.requested(within: backoff.next())
        }
        return false
    }
}
