/// The commands of a program: nouns that hold verbs, and verbs.
package struct CommandTree<Session: Sendable>: Sendable {
    /// What the program is called by.
    package let program: String
    /// What `--version` answers.
    package let version: String
    package let root: Node

    package init(_ program: String, version: String, root: Node) {
        self.program = program
        self.version = version
        self.root = root
    }

    /// A command, or a group of them.
    package struct Node: Sendable {
        package let name: String
        package let summary: String
        package let examples: [Example]
        package let content: Content
    }

    package enum Content: Sendable {
        indirect case group([Node])
        case command(@Sendable () -> Prepared)
    }

    /// A command whose parameters are known but have no values yet.
    package struct Prepared: Sendable {
        package let parameters: [ParameterDescription]
        /// Takes, for each parameter, the texts said for it, and answers what is to be run.
        let bind: @Sendable ([[String]]) throws(UsageError.Reason) -> Action
    }

    package typealias Action = @Sendable (Session) async throws -> Void
}

extension CommandTree.Node {
    package static func command<C: Command>(_ type: C.Type) -> Self where C.Session == Session {
        Self(name: C.name, summary: C.summary, examples: C.examples, content: .command { .init(C.self) })
    }

    package static func group(_ name: String, _ summary: String, examples: [Example] = [], _ nodes: [Self]) -> Self {
        Self(name: name, summary: summary, examples: examples, content: .group(nodes))
    }

    package var children: [Self] {
        if case .group(let nodes) = content { nodes } else { [] }
    }
}

extension CommandTree.Prepared {
    init<C: Command>(_ type: C.Type) where C.Session == Session {
        let parameters = C.parameters
        self.parameters = parameters.map(\.description)
        bind = { (said) throws(UsageError.Reason) in
            var command = C()
            for (parameter, texts) in zip(parameters, said) where !texts.isEmpty {
                do throws(Misfit) {
                    try parameter.set(&command, texts)
                } catch {
                    throw .misfit(parameter.description, text: error.text, expected: error.expected)
                }
            }
            return { [command] session in try await command.run(in: session) }
        }
    }
}

extension CommandTree {
    /// The node that `path` leads to, without the program's own name.
    package func node(at path: [String]) -> Node? {
        var node = root
        for name in path {
            guard let next = node.children.first(where: { $0.name == name }) else { return nil }
            node = next
        }
        return node
    }

    /// Every command with the words that lead to it.
    package var commands: [(path: [String], node: Node)] {
        func walk(_ node: Node, _ path: [String]) -> [(path: [String], node: Node)] {
            if case .command = node.content { return [(path, node)] }
            return node.children.flatMap { walk($0, path + [$0.name]) }
        }
        return walk(root, [])
    }
}
