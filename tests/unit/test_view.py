"""What a long command shows: live on a terminal, a line now and then in a log, nothing when it is to be quiet."""

import io

import pytest
from rich.console import Console

from edu_site.activity import Activity, Seen
from edu_site.commands.screen import Screen
from edu_site.commands.view import View, clocked
from edu_site.language import words


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def view(clock: Clock, console: Console | None = None, quiet: bool = False, language: str = "en") -> View:
    made = View(words(language), console is not None, quiet, 0.0)  # type: ignore[arg-type]
    made.clock = clock
    made.screen = Screen(console) if console else None
    return made


def terminal() -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, force_terminal=True, width=120, color_system=None), text


def work(shown: View, clock: Clock) -> None:
    """Ten of a hundred organisations read in five seconds, twenty of forty built in the next ten."""
    for number in range(1, 11):
        clock.now += 0.5
        shown("read", number, 10)
    shown.watch(Seen())
    for number in range(1, 21):
        clock.now += 0.5
        shown("build", number, 40, number // 10)
        shown.watch(Seen((Activity("71", "school-1", "kk/news/[bold]/", 2.2, 104_857_600), Activity("72")), 11 * number, 1, 2))


def test_a_terminal_shows_stages_rates_what_is_left_and_every_worker() -> None:
    clock = Clock()
    console, text = terminal()
    shown = view(clock, console)
    work(shown, clock)
    text.truncate(0)
    shown.draw(clock.now)
    picture = text.getvalue()
    shown.close()
    assert "10 / 10" in picture
    assert "20 / 40, 2 organisations/s, 20 pages/s, 0:10 left, 2 failures, 1 worker died" in picture
    assert "71 school-1 kk/news/[bold]/ 2 s 100 MB" in " ".join(picture.split())
    assert "72 waits" in " ".join(picture.split())


def test_many_workers_are_counted_and_not_all_shown() -> None:
    console, text = terminal()
    shown = view(Clock(), console)
    shown("build", 1, 2)
    shown.watch(Seen(tuple(Activity(str(number), "school") for number in range(20))))
    text.truncate(0)
    shown.draw(0.0)
    assert text.getvalue().count("school") == 16
    assert "and 4 more workers" in text.getvalue()
    shown.close()


def test_names_of_files_cannot_write_to_the_terminal_nor_show_a_personal_number() -> None:
    console, text = terminal()
    shown = view(Clock(), console)
    shown("read", 1, 2)
    text.truncate(0)
    shown.watch(Seen((Activity("71", "school-1", "content/\x1b[2J060112500012.kk.md"),)))
    shown.draw(0.0)
    assert "content/\\x1b[2J••••••••••12.kk.md" in text.getvalue()
    shown.close()


def test_a_short_command_shows_nothing() -> None:
    clock = Clock()
    shown = View(words("en"), True, False, 0.0)
    shown.clock = clock
    clock.now = 0.9
    shown("read", 1, 10)
    assert shown.screen is None


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    shown = view(clock)
    for number in range(1, 101):
        clock.now += 0.25
        shown("read", number, 100)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "Reading: 40 / 100, 4 organisations/s, 0:15 left",
        "Reading: 80 / 100, 4 organisations/s, 0:05 left",
    ]


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    shown = View(words("en"), True, True, 0.0)
    for one in (view(clock, None, True), shown):
        work(one, clock)
    assert shown.screen is None
    assert (*capsys.readouterr(),) == ("", "")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("kk", "Сайттарды жасау: 20 / 40, 2 ұйым/с, 22 бет/с, 0:10 қалды, 2 сәтсіздік, 1 процесс тоқтап қалды"),
        ("ru", "Сборка: 20 / 40, 2 орг./с, 22 стр./с, осталось 0:10, 2 сбоя, 1 процесс завершился аварийно"),
    ],
)
def test_it_speaks_the_language_of_the_command(language: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    shown = view(clock, language=language)
    work(shown, clock)
    shown.said = 0.0
    shown.watch(Seen(signs=240, died=1))
    assert capsys.readouterr().err.splitlines()[-1] == line


def test_afterwards_it_tells_seconds_by_stage_and_what_became_of_all_workers() -> None:
    clock = Clock()
    shown = view(clock, quiet=True)
    shown.watch(Seen())
    shown.watch(Seen((), 10, 1, 0, 1))
    work(shown, clock)
    clock.now += 1.5
    assert shown.seconds == {"read": 5.0, "build": 10.0, "finish": 1.5}
    assert (shown.workers.died, shown.workers.renewed, shown.workers.lost, shown.workers.signs) == (2, 2, 1, 230)


def test_time_is_written_as_on_a_clock() -> None:
    assert [clocked(seconds) for seconds in (0.4, 65, 3600, 7265)] == ["0:00", "1:05", "1:00:00", "2:01:05"]
