"""The program `newscrawl`: its commands, and how errors become one line and an exit code."""

import sys
from importlib import import_module

import click

from newscrawl.errors import NewscrawlError
from newscrawl.terminal import printable

INTERRUPTED = 130
COMMANDS = {
    "crawl": "Crawl news sites; a second run fetches what is new",
    "urls": "Archive the URLs of a file",
    "watch": "Look again at sources and articles when they are due",
    "extract": "Extract articles from anyone's WARC, ARC and WACZ files",
    "status": "Show what became of every URL",
    "search": "Find articles by their words",
    "show": "Show one URL: its fate, its article, its bytes",
    "diff": "Show what changed between two versions",
    "report": "Show what is archived, what is missing, and why",
    "export": "Write articles for research, or part of the archive",
    "verify": "Check every byte, and derive everything once more",
    "repair": "Mend damaged WARC files",
    "import": "Make other archives part of a collection",
    "rebuild": "Derive everything but the WARC files again",
    "serve": "Show alerts, coverage and metrics over HTTP",
    "demo": "Crawl a small made-up news site",
}


class _Commands(click.Group):
    """Loads a command's module when it is called, so that the program starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = "import_" if cmd_name == "import" else cmd_name  # a word of Python
        command: click.Command = import_module(f"newscrawl.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="newscrawl")
def program() -> None:
    """Crawl news sites into archives that can be proved.

    \b
    newscrawl crawl https://paper.example/     archive a whole site
    newscrawl status -c collections/paper.example
    newscrawl COMMAND --help                   examples of each command
    """  # noqa: D301 click's own escape


def main() -> None:
    """Run the program and exit with its code, as docs/commands.md lists them."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and give its exit code; errors are one line on stderr."""
    try:
        code = program.main(arguments, prog_name="newscrawl", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        return _complain(error.format_message(), 2)
    except NewscrawlError as error:
        return _complain(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe, as `head`, has had enough.
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


def _complain(message: str, code: int) -> int:
    line = printable(" ".join(message.split()))
    click.echo(f"newscrawl: {line}", err=True)
    return code
