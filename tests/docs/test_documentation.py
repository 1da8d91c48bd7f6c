"""Documentation is tested: what it names exists, what it prints is printed, and both READMEs say the same."""

from __future__ import annotations

import importlib.util
import re
from itertools import pairwise

import pytest

from docs.data_dictionary import PAGE, write_page
from extract import __version__
from extract.readers.containers.packages import MOST_MEMBERS
from extract.readers.documents import MOST_PICTURES
from extract.readers.pdf.document import MOST_PAGES
from extract.readers.sheets.grids import MOST_ROWS, MOST_SHEET_COLUMNS
from extract.readers.spans import MOST_CELLS, MOST_COLUMNS, MOST_ROW_SPAN
from tests.docs import known
from tests.docs.conftest import Newcomer
from tests.docs.pages import Page
from tests.generator.documents.corpus import FORMATS

ENGLISH = Page(known.ROOT / "README.md", "en")
CHINESE = Page(known.ROOT / "README.zh.md", "zh")
CHANGELOG = Page(known.ROOT / "CHANGELOG.md", "en")
READMES = [ENGLISH, CHINESE]
OWN_PAGES = [*READMES, CHANGELOG]
OTHERS = ["dags/README.md", "dbt_project/README.md", *(f"docs/{name}.md" for name in (
    "accuracy", "data_dictionary", "formats", "formats.zh", "samples",
))]  # fmt: skip
ALL_PAGES = [*OWN_PAGES, *(Page(known.ROOT / name, "zh" if ".zh." in name else "en") for name in OTHERS)]

# Words in quotes that somebody else's program says.
FOREIGN_SENTENCES = {"Conflicting lock"}
MOST_LINES = 300

each_readme = pytest.mark.parametrize("page", READMES, ids=lambda page: page.path.name)
each_own_page = pytest.mark.parametrize("page", OWN_PAGES, ids=lambda page: page.path.name)
every_page = pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: str(page.path.relative_to(known.ROOT)))


def _section_naming(*wanted: str) -> int:
    """The number of the section whose table begins with these words in code font."""
    for number in range(len(ENGLISH.headings)):
        if set(wanted) <= ENGLISH.first_cells(below=number):
            return number
    raise AssertionError(f"no section has a table with {wanted}")


def test_both_readmes_have_the_same_headings() -> None:
    assert [level for level, _ in ENGLISH.headings] == [level for level, _ in CHINESE.headings]
    assert len(ENGLISH.headings) > 10


def test_both_readmes_show_the_same_commands_and_queries() -> None:
    english, chinese = ([block for kind, block in page.blocks if kind == "sh"] for page in READMES)
    assert english == chinese
    assert any("select" in block for block in english)


def test_both_readmes_name_the_same_things_in_each_section() -> None:
    for (_, heading), english, chinese in zip(
        [(0, "top"), *ENGLISH.headings], ENGLISH.spans_by_section, CHINESE.spans_by_section, strict=True
    ):
        assert english == chinese, f"section {heading!r}: {english ^ chinese}"


def test_both_readmes_give_the_same_speed_figures() -> None:
    english, chinese = (re.search(r"bench:begin.*?-->(.*?)<!-- bench:end", page.text, re.DOTALL) for page in READMES)
    assert english and chinese
    assert re.findall(r"[\d.,]*\d", english[1]) == re.findall(r"[\d.,]*\d", chinese[1])


@each_readme
def test_readme_stays_readable(page: Page) -> None:
    assert len(page.text.splitlines()) < MOST_LINES


@every_page
def test_make_targets_and_variables_exist(page: Page) -> None:
    calls = [call for command in page.commands for call in re.findall(r"\bmake ([a-z-]+)((?: [A-Z]+=)*)", command)]
    for target, variables in calls:
        assert target in known.make_targets(), target
        assert set(re.findall(r"[A-Z]+", variables)) <= known.make_variables(), variables


@every_page
def test_gongkai_commands_and_options_exist(page: Page) -> None:
    for command in page.commands:
        for name, rest in re.findall(r"(?:^|/| )gongkai ([a-z-]+)(.*)", command):
            assert name in known.gongkai_options(), command
            assert set(re.findall(r"--[a-z-]+", rest)) <= known.gongkai_options()[name], command


@each_readme
def test_all_commands_of_gongkai_are_shown(page: Page) -> None:
    shown = {name for command in page.commands for name in re.findall(r"gongkai ([a-z]+)", command)}
    assert shown == set(known.gongkai_options())


@each_readme
def test_options_named_alone_exist(page: Page) -> None:
    options = {option for of_command in known.gongkai_options().values() for option in of_command}
    named = {span.split()[0] for span in page.spans if span.startswith("--")}
    assert named and named <= options


@every_page
def test_python_modules_exist(page: Page) -> None:
    for module in {name for command in page.commands for name in re.findall(r"python -m ([\w.]+)", command)}:
        assert importlib.util.find_spec(module), module


@every_page
def test_settings_exist(page: Page) -> None:
    assert page.settings <= known.settings_in_code()


@each_readme
def test_all_settings_are_described_with_their_defaults(page: Page) -> None:
    described = {}
    for names, defaults in re.findall(r"^\| (`GONGKAI_.*?) \| (.*?)\|", page.prose, re.MULTILINE):
        values = re.findall(r"`([^`]+)`", defaults)
        described.update(dict.fromkeys(re.findall(r"`(GONGKAI_\w+)`", names), values))
    for name, default in known.default_of_settings().items():
        assert name in described, name
        assert default in described[name] or not default, f"{name} is {default}, not {described[name]}"


@each_own_page
def test_tables_columns_and_codes_exist(page: Page) -> None:
    assert page.names <= known.names(), page.names - known.names()


@each_readme
def test_every_mart_has_its_row(page: Page) -> None:
    assert page.first_cells(below=_section_naming("dim_reports")) == set(known.marts())


@each_readme
def test_every_rejection_has_its_remedy(page: Page) -> None:
    remedies = page.first_cells(below=_section_naming("empty"))
    assert remedies == known.codes("reason_codes", "reason_code")


@each_readme
def test_every_state_reason_and_identity_is_explained(page: Page) -> None:
    number = _section_naming("broken_table")
    explained = page.spans_by_section[number + 1]
    assert known.accepted_values("value_status_code") <= explained
    assert known.codes("identities", "identity_code") <= explained
    assert page.first_cells(below=number) - {"left_out_reason_code"} == known.accepted_values("left_out_reason_code")


@each_readme
def test_quoted_messages_are_what_the_command_line_says(page: Page) -> None:
    first_cells = "\n".join(re.findall(r"^\| ([^|]*) \|", page.prose, re.MULTILINE))
    quoted = re.findall(r"[\"“](.+?)[\"”]", first_cells)
    parts = [part.strip() for quote in quoted if quote not in FOREIGN_SENTENCES for part in re.split("…+", quote)]
    assert len(quoted) >= 5
    for part in filter(None, parts):
        assert any(part in sentence for sentence in known.sentences(page.lang)), part


@each_own_page
def test_files_and_folders_exist(page: Page) -> None:
    for name in page.files:
        path = name.strip("/")
        is_project_file = (known.ROOT / path).exists() or any((known.ROOT / "extract/form").glob(path))
        is_mart_file = (known.ROOT / "dbt_project/models/marts" / path).exists()
        in_home = path.removeprefix("warehouse/")
        assert is_project_file or is_mart_file or in_home in known.home_names() or known.is_in_code(in_home), name


@every_page
def test_links_resolve(page: Page) -> None:
    for link in page.links:
        name, _, anchor = link.partition("#")
        target = (page.path.parent / name) if name else page.path
        assert target.exists(), link
        assert not anchor or anchor in Page(target, page.lang).anchors, link


@pytest.mark.slow
@each_readme
def test_commands_print_what_the_readme_shows(page: Page, newcomers: dict[str, Newcomer]) -> None:
    assert [block.strip() == "make load" for block, _ in page.printed] == [True, False, False]
    for block, shown in page.printed:
        printed = newcomers[page.lang].run(block)
        assert _as_pattern(shown).fullmatch(_tidy(printed)), f"{block}\nprints\n{printed}"


def _tidy(text: str) -> str:
    """Lines without the spaces that only align columns."""
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _as_pattern(shown: str) -> re.Pattern[str]:
    """`…` stands for what differs from machine to machine: paths, times, progress bars."""
    return re.compile(".*?".join(re.escape(part) for part in _tidy(shown).split("…")), re.DOTALL)


def test_changelog_knows_this_version() -> None:
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", CHANGELOG.text, re.MULTILINE)
    assert __version__ in versions
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert all(newer > older for newer, older in pairwise(numbers))


def test_data_dictionary_is_as_generated() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(), "run python -m docs.data_dictionary"


def test_accuracy_page_is_generated_and_covers_every_format() -> None:
    page = (known.ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    assert "Made by `make accuracy`" in page
    assert re.search(r"command: `python -m tests\.accuracy", page)
    rows = {row.split("|")[1].strip() for row in page.splitlines() if row.startswith("| ")}
    assert {*FORMATS, "text", "real text"} <= rows


def test_formats_page_gives_the_limits_of_the_code() -> None:
    page = (known.ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    limits = (
        MOST_COLUMNS,
        MOST_ROW_SPAN,
        MOST_CELLS,
        MOST_MEMBERS,
        MOST_ROWS,
        MOST_SHEET_COLUMNS,
        MOST_PAGES,
        MOST_PICTURES,
    )
    assert [limit for limit in limits if f"{limit:,}" not in page] == []
