// swift-format-ignore-file: the pages stand as they are printed.

extension HelpPages {
    /// The pages of the programs that run until they are stopped, and of what is asked through them.
    static let programs: [String: String] = [
        "apus migrate": """
        Look at the database's schema, or bring it up to date.

        Examples:
          apus migrate plan  see what a new version would change

        Usage: apus migrate COMMAND [options]

        Commands:
          status  Show which migrations the database has had, and when.
          plan    Show which migrations a start would apply, and change nothing.
          up      Apply what the database lacks, as a start of the server would.

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.

        'apus migrate COMMAND --help' tells more about a command.
        """,
        "apus migrate status": """
        Show which migrations the database has had, and when.

        Examples:
          apus migrate status
          apus migrate status --json  for scripts

        Usage: apus migrate status [options]

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
        "apus migrate plan": """
        Show which migrations a start would apply, and change nothing.

        Examples:
          apus migrate plan

        Usage: apus migrate plan [options]

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
        "apus migrate up": """
        Apply what the database lacks, as a start of the server would.

        Examples:
          apus migrate up
          apus migrate up --config /etc/apus.conf  the database of these settings

        Usage: apus migrate up [options]

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
        "apus-server": """
        Serves Apus: its API, its documents and its metrics.

        Examples:
          apus-server                     run until stopped (SIGTERM or Ctrl-C)
          apus-server --config apus.conf  with the settings of a file
          apus-server --settings          show every setting, its value and its source
          apus-server --check             say what is wrong with the settings, and exit

        Usage: apus-server [options]

        Options:
          -c, --config FILE      Read settings from a file of NAME = value lines; the
                                 environment wins.
              --settings         Show the settings instead of running.
              --check            Check the settings instead of running.
              --migrations WHAT  Show or apply the database's migrations instead of
                                 running: status, plan or up.
              --examine WHAT     Look whether database and blobs can be used, instead of
                                 running: storage.
              --json[=FIELDS]    Print JSON, of all fields or of those named:
                                 --json=id,name.
          -o, --output FORM      How to print: table, wide, csv or name. [table]

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
              --version     Show the version.
        """,
        "apus-worker": """
        Works on the tasks that an Apus server gives it.

        Examples:
          apus-worker                     run until stopped (SIGTERM or Ctrl-C)
          apus-worker --config apus.conf  with the settings of a file
          apus-worker --settings          show every setting, its value and its source
          apus-worker --check             say what is wrong with the settings, and exit

        Usage: apus-worker [options]

        Options:
          -c, --config FILE    Read settings from a file of NAME = value lines; the
                               environment wins.
              --settings       Show the settings instead of running.
              --check          Check the settings instead of running.
              --json[=FIELDS]  Print JSON, of all fields or of those named:
                               --json=id,name.
          -o, --output FORM    How to print: table, wide, csv or name. [table]

        With every command:
              --color WHEN  Color the output: auto, always or never. [auto]
          -q, --quiet       Say nothing beside the result and errors.
          -h, --help        Show this help.
              --version     Show the version.
        """,
    ]
}
