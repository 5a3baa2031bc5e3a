"""The live view on a terminal: a bar for every stage, a line for every worker.

In: texts and numbers. Out: a picture that is drawn over the last one and taken away at the end; what is printed stays above it.
"""

from collections.abc import Sequence

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

BAR_WIDTH = 30
Bar = tuple[str, int, int, str]  # name, done, total, figures


class Screen:
    def __init__(self, console: Console | None = None) -> None:
        """Standard error, unless another console is given. Drawn when `show` is called: no thread runs while workers are forked."""
        self.live = Live(console=console or Console(stderr=True), transient=True, auto_refresh=False)
        self.live.start()

    def show(self, bars: Sequence[Bar], lines: Sequence[Sequence[str]], rest: str) -> None:
        self.live.update(picture(bars, lines, rest), refresh=True)

    def close(self) -> None:
        self.live.stop()


def picture(bars: Sequence[Bar], lines: Sequence[Sequence[str]], rest: str) -> Group:
    """Texts stand as they are: nothing in the name of a page is taken for a style."""
    above, below = Table.grid(padding=(0, 1)), Table.grid(padding=(0, 1))
    for name, done, total, figures in bars:
        above.add_row(Text(name), ProgressBar(total=max(total, 1), completed=done, width=BAR_WIDTH), Text(figures))
    for line in lines:
        below.add_row(*map(Text, line))
    return Group(above, below, Text(rest))
