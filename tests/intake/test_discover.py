"""Which files a load sees."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extract.intake.discover import discover


def names(folder: Path, *paths: Path | str, **options: object) -> list[str]:
    """The files found, relative to a folder."""
    found = discover(paths or [folder], **options)  # type: ignore[arg-type]
    return [os.path.relpath(path, folder) for path, _ in found.files]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """a.txt, b/c.txt, b/d/e.txt"""
    (tmp_path / "b" / "d").mkdir(parents=True)
    for name in ("a.txt", "b/c.txt", "b/d/e.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def test_files_are_found_in_all_folders_sorted_by_path_with_sizes(tree: Path) -> None:
    assert names(tree) == ["a.txt", "b/c.txt", "b/d/e.txt"]
    assert [size for _, size in discover([tree]).files] == [5, 7, 9]


def test_hidden_and_temporary_files_are_skipped_and_counted(tree: Path) -> None:
    for name in (".hidden", "b/~$report.docx", "b/d/.DS_Store"):
        (tree / name).write_text("", encoding="utf-8")
    (tree / ".git").mkdir()
    (tree / ".git" / "config").write_text("", encoding="utf-8")
    assert names(tree) == ["a.txt", "b/c.txt", "b/d/e.txt"]
    assert discover([tree]).skipped_count == 4  # a hidden folder is one


def test_file_reached_by_two_paths_named_counts_once(tree: Path) -> None:
    assert names(tree, tree, tree / "b", tree / "a.txt", f"{tree}/b/../a.txt") == ["a.txt", "b/c.txt", "b/d/e.txt"]


def test_loops_of_links_end_and_real_folders_come_before_links(tree: Path) -> None:
    (tree / "b" / "loop").symlink_to(tree)
    (tree / "a_link").symlink_to(tree / "b")
    assert names(tree) == ["a.txt", "b/c.txt", "b/d/e.txt"]


def test_folder_outside_is_followed_through_its_link(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.txt").write_text("x", encoding="utf-8")
    (tree / "link").symlink_to(outside)
    assert "link/x.txt" in names(tree)


def test_broken_link_and_missing_path_are_unreadable(tree: Path) -> None:
    (tree / "broken.txt").symlink_to(tree / "nowhere")
    found = discover([tree, tree / "missing"])
    assert found.unreadable == [
        (str(tree / "broken.txt"), "unreadable_path"),
        (str(tree / "missing"), "unreadable_path"),
    ]
    assert len(found.files) == 3


def test_pipe_is_skipped_because_opening_it_would_wait(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    assert names(tree) == ["a.txt", "b/c.txt", "b/d/e.txt"]
    assert discover([tree]).skipped_count == 1


def test_own_folders_of_a_home_are_left_out_but_not_its_inbox(tree: Path) -> None:
    from extract.home import Home

    home = Home.at(tree / "warehouse").make()
    (home.log / "loads" / "x.parquet").write_text("", encoding="utf-8")
    home.inbox.mkdir()
    (home.inbox / "new.txt").write_text("", encoding="utf-8")
    assert names(tree, leave_out=home.own_paths()) == ["a.txt", "b/c.txt", "b/d/e.txt", "warehouse/inbox/new.txt"]
