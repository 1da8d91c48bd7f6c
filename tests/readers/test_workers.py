"""The pool of workers: whatever a document does to its reader, it costs that document and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from extract.readers.blocks import Cell, Line, Reading, Table
from extract.readers.processes.pool import CRASHED, OUT_OF_MEMORY, TIMED_OUT, Outcome, ReaderPool, ReadersBroken
from extract.readers.processes.wire import Refusal, pack_outcome, unpack_outcome

ROOT = Path(__file__).resolve().parents[2]
ODD = "tests.readers.odd_worker"


def read(pool: ReaderPool, *orders: str) -> list[Outcome]:
    """Give the odd worker its orders."""
    return pool.read([(order, order.encode()) for order in orders])


def lines(outcome: Outcome) -> list[str]:
    """What the odd worker answered: the order, its count, its modules, its process."""
    assert isinstance(outcome, Reading)
    return [block.text for block in outcome.blocks if isinstance(block, Line)]


def workers_of(process: int) -> list[psutil.Process]:
    """Living worker processes below a process."""
    children = psutil.Process(process).children(recursive=True)
    return [child for child in children if child.status() != psutil.STATUS_ZOMBIE]


def wait_until(condition: object, seconds: float = 10) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        ("abort", CRASHED),
        ("segfault", CRASHED),
        ("exit", CRASHED),
        ("kill", CRASHED),
        ("raise", CRASHED),
        ("garble", CRASHED),
        ("allocate", OUT_OF_MEMORY),
        ("hang", TIMED_OUT),
        ("refuse", Refusal("undecodable", "file_damaged")),
    ],
)
def test_odd_document_costs_itself_only(order: str, outcome: Outcome) -> None:
    with ReaderPool(seconds=0.5, worker_module=ODD) as pool:
        found = read(pool, "one", order, "two", "three")
        assert found[1] == outcome
        assert [lines(found[place])[0] for place in (0, 2, 3)] == ["one", "two", "three"]


def test_many_odd_documents_in_a_row_cost_each_itself() -> None:
    with ReaderPool(2, seconds=0.5, worker_module=ODD) as pool:
        found = read(pool, *["abort", "sound", "hang"] * 3)
    assert found[::3] == [CRASHED] * 3
    assert found[2::3] == [TIMED_OUT] * 3
    assert [lines(one)[0] for one in found[1::3]] == ["sound"] * 3


def test_worker_that_is_stopped_is_given_up() -> None:
    with ReaderPool(seconds=0.2, grace_seconds=0.3, worker_module=ODD) as pool:
        assert read(pool, "stop") == [TIMED_OUT]
        assert lines(read(pool, "next")[0])[0] == "next"


def test_outcome_is_that_of_the_document_alone_whatever_the_worker_read_before() -> None:
    with ReaderPool(worker_module=ODD) as pool:
        assert lines(read(pool, "used")[0])[:2] == ["used", "1"]
        assert lines(read(pool, "used")[0])[:2] == ["used", "1"]  # crashed first, and was read anew


def test_worker_killed_between_two_documents_costs_none() -> None:
    with ReaderPool(worker_module=ODD) as pool:
        first = int(lines(read(pool, "one")[0])[3])
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: psutil.Process(first).status() == psutil.STATUS_ZOMBIE)
        assert lines(read(pool, "two")[0])[0] == "two"


def test_answer_that_an_interrupted_reading_left_is_not_taken_for_the_next() -> None:
    with ReaderPool(worker_module=ODD) as pool:
        read(pool, "one")
        main = threading.main_thread().ident
        assert main
        threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            read(pool, "dawdle")
        assert lines(read(pool, "two")[0])[0] == "two"


def test_worker_started_ahead_and_killed_costs_no_document() -> None:
    with ReaderPool(worker_module=ODD) as pool:
        pool.start()
        (worker,) = workers_of(os.getpid())
        worker.kill()
        assert lines(read(pool, "one")[0])[0] == "one"


def test_worker_reads_many_documents_and_is_then_replaced() -> None:
    with ReaderPool(documents_per_worker=3, worker_module=ODD) as pool:
        found = [lines(one) for one in read(pool, *"abcdefg")]
    assert [words[1] for words in found] == ["1", "2", "3", "1", "2", "3", "1"]
    assert len({words[3] for words in found}) == 3


def test_order_of_outcomes_is_that_of_the_contents_with_several_workers_and_threads() -> None:
    orders = [f"{number}" for number in range(200)]
    found: dict[int, list[Outcome]] = {}
    with ReaderPool(2, worker_module=ODD) as pool:
        threads = [
            threading.Thread(target=lambda key: found.update({key: read(pool, *orders)}), args=(key,))
            for key in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [[lines(one)[0] for one in found[key]] for key in range(3)] == [orders] * 3


def test_content_larger_than_any_buffer_goes_there_and_back() -> None:
    with ReaderPool(worker_module=ODD) as pool:
        (found,) = read(pool, "大" * 5_000_000)
    assert lines(found)[0] == "大" * 5_000_000


def test_worker_may_not_write_large_files(tmp_path: Path) -> None:
    with ReaderPool(worker_module=ODD) as pool:
        assert read(pool, f"write {tmp_path / 'file'}") == [CRASHED]
    assert (tmp_path / "file").stat().st_size <= 1 << 20


def test_worker_imports_no_polars_and_nothing_else_of_the_project() -> None:
    with ReaderPool(worker_module=ODD) as pool:
        modules = set(lines(read(pool, "one")[0])[2].split(","))
    assert "extract.readers.documents" in modules
    assert not modules & {"polars", "pandas", "pyarrow", "duckdb", "lxml", "numpy", "typer", "pydantic"}
    assert {name.split(".")[1] for name in modules if name.startswith("extract.")} == {"readers"}


def test_nothing_is_left_running_also_not_what_a_worker_started() -> None:
    with ReaderPool(2, worker_module=ODD) as pool:
        child = int(lines(read(pool, "child", "one", "two")[0])[0])
        assert psutil.pid_exists(child)
    assert workers_of(os.getpid()) == []
    assert wait_until(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie")


@pytest.mark.parametrize("orders", [["sleep"], ["sleep", "sleep", "sleep"]])
def test_leaving_the_pool_ends_what_is_being_read_and_refuses_nothing(orders: list[str]) -> None:
    raised: list[BaseException] = []

    def read_and_wait() -> None:
        try:
            read(pool, *orders)
        except (ReadersBroken, CancelledError) as error:
            raised.append(error)

    with ReaderPool(2, worker_module=ODD) as pool:
        thread = threading.Thread(target=read_and_wait)
        thread.start()
        assert wait_until(lambda: len(workers_of(os.getpid())) == min(len(orders), 2))
        begin = time.monotonic()
    thread.join(10)
    assert len(raised) == 1
    assert time.monotonic() - begin < 5
    assert workers_of(os.getpid()) == []


def test_program_that_a_worker_runs_ends_with_the_pool() -> None:
    def read_and_wait() -> None:
        with suppress(ReadersBroken):
            read(pool, "program")

    with ReaderPool(worker_module=ODD) as pool:
        thread = threading.Thread(target=read_and_wait)
        thread.start()
        assert wait_until(lambda: len(workers_of(os.getpid())) == 2)
        programs = workers_of(os.getpid())
    thread.join(10)
    assert wait_until(lambda: not any(program.is_running() for program in programs))


@pytest.fixture
def reading_process(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that reads with two workers, one of which never comes to an end by itself."""
    script = textwrap.dedent(
        f"""
        import sys, threading
        from extract.readers.processes.pool import ReaderPool
        try:
            with ReaderPool(2, seconds=float(sys.argv[1]), worker_module={ODD!r}) as pool:
                pool.read([("one", b"one"), ("two", b"two")])
                print("reading", flush=True)
                pool.read([("hang", b"hang"), ("one", b"one")])
        except KeyboardInterrupt:
            print("interrupted", flush=True)
        """
    )
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py"), "2.5"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_workers_end_with_the_process_that_reads(reading_process: subprocess.Popen[str], end: signal.Signals) -> None:
    assert reading_process.stdout
    assert reading_process.stdout.readline() == "reading\n"
    assert wait_until(lambda: bool(workers_of(reading_process.pid)))
    time.sleep(0.3)  # into the reading
    workers = workers_of(reading_process.pid)
    reading_process.send_signal(end)
    rest = reading_process.communicate(timeout=60)[0]
    assert rest == ("interrupted\n" if end == signal.SIGINT else "")
    assert wait_until(lambda: not any(worker.is_running() for worker in workers))


def test_installation_in_which_no_worker_starts_refuses_no_document() -> None:
    with ReaderPool(worker_module="tests.readers.no_such_worker") as pool, pytest.raises(ReadersBroken):
        read(pool, "one")


def test_first_outcome_comes_soon_and_small_documents_cost_little() -> None:
    begin = time.perf_counter()
    with ReaderPool() as pool:
        pool.read([("one", b"%!PS")])
        first = time.perf_counter() - begin
        contents = [("one", b"%!PS" + b" " * 10_000)] * 1_000
        begin = time.perf_counter()
        pool.read(contents)
        each = (time.perf_counter() - begin) / len(contents)
    assert first < 2  # 0.07 s where nothing else is at work
    assert each < 0.003  # 0.15 ms where nothing else is at work


def test_outcomes_go_over_the_wire_whole() -> None:
    table = Table([Cell("１２\n3", 0, 1, 2, 3, "table 1 row 1 column 2", 0.5), Cell("", 0, 4)])
    reading = Reading([Line("a", "page 1"), table, Line("")], "gb18030", True, ["picture_unread"])
    assert unpack_outcome(pack_outcome(reading)) == reading
    assert unpack_outcome(pack_outcome(Refusal("empty"))) == Refusal("empty", None)


def test_half_a_character_becomes_a_replacement_character() -> None:
    reading = unpack_outcome(pack_outcome(Reading([Line("1\ud83d2")])))
    assert lines(reading) == ["1\ufffd2"]
