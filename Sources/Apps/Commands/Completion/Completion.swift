import Arguments
import Basics

struct Completion: Command {
    static let name = "completion"
    static let summary = "Print the script that completes 'apus' in a shell."
    static let examples = [
        Example("source <(apus completion bash)", "in ~/.bashrc"),
        Example("source <(apus completion zsh)", "in ~/.zshrc, after compinit"),
        Example("apus completion fish > ~/.config/fish/completions/apus.fish"),
    ]
    static let parameters: [Parameter<Self>] = [
        .required("SHELL", \.shell, as: .choice, "The shell: bash, zsh or fish.")
    ]

    var shell: Shell?

    func run(in session: Session) async throws {
        if let shell { session.console.write(shell.script(for: "apus")) }
    }
}
