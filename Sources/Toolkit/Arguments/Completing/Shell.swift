/// A shell that completes words by asking the program what may come.
package enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish

    /// The script that teaches this shell to complete `program`.
    ///
    /// It asks `program __complete WORDS…`, whose last word is the one at the cursor.
    package func script(for program: String) -> String {
        let template =
            switch self {
            case .bash: Self.bashScript
            case .zsh: Self.zshScript
            case .fish: Self.fishScript
            }
        return template.replacing("PROGRAM", with: program)
    }

    /// bash breaks words at `=` and `:`; the line itself is read instead, and what bash holds for done is cut off.
    private static let bashScript = #"""
        # bash completion for PROGRAM. Load it with:  source <(PROGRAM completion bash)
        _PROGRAM() {
            local line="${COMP_LINE:0:COMP_POINT}" words=() current before candidate
            read -ra words <<< "$line"
            [[ "$line" == *[[:space:]] ]] && words+=("")
            current="${words[${#words[@]}-1]}"
            before="${current%"${current##*[=:]}"}"
            COMPREPLY=()
            while IFS= read -r candidate; do
                case "$candidate" in
                    :files)
                        compopt -o filenames
                        while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done \
                            < <(compgen -f -- "${current#"$before"}") ;;
                    :folders)
                        compopt -o filenames
                        while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done \
                            < <(compgen -d -- "${current#"$before"}") ;;
                    *)
                        candidate="${candidate%%$'\t'*}"
                        COMPREPLY+=("${candidate#"$before"}") ;;
                esac
            done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
        }
        complete -F _PROGRAM PROGRAM

        """#

    private static let zshScript = #"""
        #compdef PROGRAM
        # zsh completion for PROGRAM. Load it with:  source <(PROGRAM completion zsh)
        _PROGRAM() {
            local -a lines candidates
            local line word
            lines=("${(@f)$("${(Q)words[1]}" __complete "${(Q@)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
            for line in $lines; do
                case "$line" in
                    :files) compset -P '--*='; _files ;;
                    :folders) compset -P '--*='; _files -/ ;;
                    *$'\t'*) word="${line%%$'\t'*}"; candidates+=("${word//:/\\:}:${line#*$'\t'}") ;;
                    *) candidates+=("${line//:/\\:}") ;;
                esac
            done
            (( $#candidates )) && _describe -V 'PROGRAM' candidates
        }
        if [[ "$funcstack[1]" == _PROGRAM ]]; then _PROGRAM "$@"; else compdef _PROGRAM PROGRAM; fi

        """#

    private static let fishScript = #"""
        # fish completion for PROGRAM. Load it with:  PROGRAM completion fish | source
        function __PROGRAM_complete
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            for line in ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
                switch $line
                    case :files
                        __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
                    case :folders
                        __fish_complete_directories (string replace -r '^--[^=]*=' '' -- "$current")
                    case '*'
                        echo $line
                end
            end
        end
        complete -c PROGRAM -f -k -a '(__PROGRAM_complete)'

        """#
}
