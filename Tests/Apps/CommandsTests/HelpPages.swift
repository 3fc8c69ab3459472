// swift-format-ignore-file: the pages stand as they are printed.

/// What `--help` says of each command: a change here is a change of what users read.
enum HelpPages {
    static var all: [String: String] { commands.merging(programs) { page, _ in page } }

    static let commands: [String: String] = [
        "apus": """
        Experiments, pipelines, models and serving on your own machines.

        Examples:
          apus up             start everything on this machine
          apus doctor         find out what is wrong, and what to do
          apus server status  see how a server is

        Usage: apus COMMAND [options]

        Commands:
          up          Start Apus on this machine: a server and a worker, with everything
                      they need.
          server      Run a server, or ask how it is.
          migrate     Look at the database's schema, or bring it up to date.
          doctor      Find out what is wrong with Apus on this machine, and what to do
                      about it.
          bench       Measure a running server: how many requests a second, and how long
                      they take.
          openapi     Print the API as an OpenAPI 3.1 document.
          completion  Print the script that completes 'apus' in a shell.
          version     Show the version of this program.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
              --version     Show the version.

        'apus COMMAND --help' tells more about a command.
        """,
        "apus server": """
        Run a server, or ask how it is.

        Examples:
          apus server start  run a server alone

        Usage: apus server COMMAND [options]

        Commands:
          start   Run a server until it is stopped.
          status  Ask a running server how it is.
          config  Look at a server's settings.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.

        'apus server COMMAND --help' tells more about a command.
        """,
        "apus server config": """
        Look at a server's settings.

        Examples:
          apus server config print  show every setting

        Usage: apus server config COMMAND [options]

        Commands:
          check  Say everything that is wrong with a server's settings.
          print  Show every setting of a server, its value, and where that comes from.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.

        'apus server config COMMAND --help' tells more about a command.
        """,
        "apus up": """
        Start Apus on this machine: a server and a worker, with everything they need.

        Examples:
          apus up                            at http://127.0.0.1:8000, data in
                                             ./apus-data
          apus up --data ~/apus --port 9000
          apus up --open                     and open it in the browser

        Usage: apus up [options]

        Options:
          -d, --data DIR        The folder that everything lives in; else APUS_DATA,
                                else ./apus-data.
          -p, --port N          The port on this machine; else 8000.
              --listen ADDRESS  Where to listen; else APUS_LISTEN. Other machines may
                                reach it only with accounts.
              --open            Open it in the browser once it answers.
          -v, --verbose         Show every line that server and worker log, not only
                                warnings.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus server start": """
        Run a server until it is stopped.

        Examples:
          apus server start
          apus server start --config /etc/apus.conf  with the settings of a file

        Usage: apus server start [options]

        Options:
          -c, --config FILE  Read settings from a file.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus server status": """
        Ask a running server how it is.

        Examples:
          apus server status
          apus server status --server https://ml.example.org --json

        Usage: apus server status [options]

        Options:
          -s, --server URL     The server; else APUS_SERVER, else this machine's.
              --json[=FIELDS]  Print JSON, of all fields or of those named:
                               --json=id,name.
          -o, --output FORM    How to print: table, wide, csv or name. [table]

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus server config check": """
        Say everything that is wrong with a server's settings.

        Examples:
          apus server config check --config apus.conf

        Usage: apus server config check [options]

        Options:
          -c, --config FILE  Read settings from a file.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus server config print": """
        Show every setting of a server, its value, and where that comes from.

        Examples:
          apus server config print
          apus server config print --json=name,value  for scripts

        Usage: apus server config print [options]

        Options:
          -c, --config FILE    Read settings from a file.
              --json[=FIELDS]  Print JSON, of all fields or of those named:
                               --json=id,name.
          -o, --output FORM    How to print: table, wide, csv or name. [table]

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus doctor": """
        Find out what is wrong with Apus on this machine, and what to do about it.

        Examples:
          apus doctor
          apus doctor --settings  show every setting, its value, and what it does
          apus doctor --json      for scripts; the exit code is 1 when something is
                                  wrong

        Usage: apus doctor [options]

        Options:
              --settings       Show every setting of server and worker instead.
          -s, --server URL     The server; else APUS_SERVER, else this machine's.
              --json[=FIELDS]  Print JSON, of all fields or of those named:
                               --json=id,name.
          -o, --output FORM    How to print: table, wide, csv or name. [table]

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus bench": """
        Measure a running server: how many requests a second, and how long they take.

        Examples:
          apus bench                                  5 s with 16 connections, asking
                                                      /health/live
          apus bench --connections 64 --duration 30s
          apus bench /api/v1/version --json           another path, for scripts

        Usage: apus bench [options] [PATH]

        Arguments:
          PATH  What to ask for. [/health/live]

        Options:
          -s, --server URL     The server; else APUS_SERVER, else this machine's.
          -c, --connections N  Connections kept open, each with one request at a time.
                               [16]
          -t, --duration TIME  How long to measure. [5s]
              --json[=FIELDS]  Print JSON, of all fields or of those named:
                               --json=id,name.
          -o, --output FORM    How to print: table, wide, csv or name. [table]

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus openapi": """
        Print the API as an OpenAPI 3.1 document.

        Examples:
          apus openapi > openapi.json               of this version
          apus openapi --server http://ml.lan:8000  of a running server

        Usage: apus openapi [options]

        Options:
          -s, --server URL  Ask this running server instead.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus completion": """
        Print the script that completes 'apus' in a shell.

        Examples:
          source <(apus completion bash)  in ~/.bashrc
          source <(apus completion zsh)   in ~/.zshrc, after compinit
          apus completion fish > ~/.config/fish/completions/apus.fish

        Usage: apus completion SHELL

        Arguments:
          SHELL  The shell: bash, zsh or fish.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
        "apus version": """
        Show the version of this program.

        Examples:
          apus version
          apus version --json  for scripts

        Usage: apus version [options]

        Options:
              --json[=FIELDS]  Print JSON, of all fields or of those named:
                               --json=id,name.
          -o, --output FORM    How to print: table, wide, csv or name. [table]

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
        """,
    ]
}
