"""The command line: `gongkai load`, `gongkai check`, `gongkai status`. Words only; the work is done elsewhere."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from extract.command.messages import LANGUAGES, default_language, say

USAGE_ERROR_OF_CHECK = 64
# Typer brings a Click of its own, whose exceptions are known to it only.
CommandLineError: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    lang = chosen_language(words)
    command = typer.main.get_command(make_app(lang))
    try:
        outcome = command.main(words, prog_name="gongkai", standalone_mode=False)
    except typer.Abort:
        code = 130
    except CommandLineError as error:
        error.show()
        named = next((word for word in words if not word.startswith("-") and word not in LANGUAGES), "")
        code = USAGE_ERROR_OF_CHECK if named == "check" else error.exit_code
    else:
        code = outcome if isinstance(outcome, int) else 0
    sys.exit(code)


def chosen_language(words: list[str]) -> str:
    """The language asked for by `--lang`, else by GONGKAI_LANG, else by the locale; help needs it before parsing."""
    asked = [after for word, after in pairwise(words) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    for lang in (*asked, os.environ.get("GONGKAI_LANG", "")):
        if lang in LANGUAGES:
            return lang
    return default_language()


def make_app(lang: str) -> typer.Typer:
    """The commands, with their help in one language."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    home_option = typer.Option(help=say("help_home", lang), metavar="DIR")
    lang_option = typer.Option("--lang", help=say("help_lang", lang))

    # Typer reads the annotations when the function is defined, so they are given as values.
    def load(paths: Any = None, home: Any = None, lang_: Any = None) -> int:
        from extract.command.load import load_command

        return load_command(paths or None, home, lang)

    def check(files: Any, as_json: Any = False, lang_: Any = None) -> int:
        from extract.staging.readers import start_readers_for

        start_readers_for(files)  # while everything else is imported
        from extract.check import main_check

        return int(main_check(files, as_json, lang))

    def status(home: Any = None, lang_: Any = None) -> int:
        from extract.command.status import status_command

        return status_command(home, lang)

    paths_argument = typer.Argument(metavar="PATH", help=say("help_paths", lang), show_default=False)
    files_argument = typer.Argument(metavar="FILE", help=say("help_files", lang))
    home_type = Annotated[Path | None, home_option]
    lang_type = Annotated[Literal["zh", "en"] | None, lang_option]
    load.__annotations__ = {
        "paths": Annotated[list[Path] | None, paths_argument],
        "home": home_type,
        "lang_": lang_type,
    }
    check.__annotations__ = {
        "files": Annotated[list[Path], files_argument],
        "as_json": Annotated[bool, typer.Option("--json", help=say("help_json", lang))],
        "lang_": lang_type,
    }
    status.__annotations__ = {"home": home_type, "lang_": lang_type}

    def anywhere(lang_: Any = None) -> None:
        """`--lang` may also stand before the command; `chosen_language` has read it."""

    anywhere.__annotations__ = {"lang_": lang_type}
    app.callback(help=say("help_gongkai", lang))(anywhere)
    app.command("load", help=say("help_load", lang), short_help=say("short_load", lang))(load)
    app.command("check", help=say("help_check", lang))(check)
    app.command("status", help=say("help_status", lang))(status)
    return app
