"""Parts that many views share: moments, cards, files, facts, notices.

In: values of the model and `Words`. Out: blocks. `Context` carries what a view needs to know of its page.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edu_site.language import Words
from edu_site.model.entries import ItemSummary, SourceFile
from edu_site.model.organisation import Language, Texts
from edu_site.model.plan import LinkPlan, Listed, PagePlan, SitePlan
from edu_site.render import blocks
from edu_site.render.views import names


@dataclass(frozen=True, slots=True)
class Context:
    """A page being shown: its site, its plan, the words of its language, the subjects' names."""

    site: SitePlan
    page: PagePlan
    words: Words
    subjects: dict[str, Texts]

    @property
    def language(self) -> Language:
        return self.site.language

    def subject(self, key: str) -> str:
        """The name of a school subject."""
        return self.subjects[key].of(self.language) if key in self.subjects else key


def moment(value: dt.datetime, words: Words) -> blocks.Moment:
    """A time for machine and reader; midnight is a date."""
    if value.hour == value.minute == 0:
        return blocks.Moment(value.isoformat(timespec="minutes"), words.date(value))
    return blocks.Moment(value.isoformat(timespec="minutes"), words.moment(value))


def day(value: dt.date, words: Words) -> blocks.Moment:
    return blocks.Moment(value.isoformat()[:10], words.date(value))


def other_language(language: Language | None, context: Context) -> str:
    """`lang` of a text: only when it is not the page's language."""
    return language if language and language != context.language else ""


def link(plan: LinkPlan, context: Context) -> blocks.Link:
    return blocks.Link(plan.title, plan.url, other_language(plan.language, context), external(plan.url))


def external(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def text(value: str) -> blocks.Link:
    return blocks.Link(value)


def fact(label: str, *values: str) -> Iterator[blocks.Fact]:
    """A fact, unless there is nothing to say."""
    shown = tuple(text(value) for value in values if value)
    if shown:
        yield blocks.Fact(label, shown)


def linked_fact(label: str, title: str, url: str) -> blocks.Fact:
    return blocks.Fact(label, (blocks.Link(title, url, external=external(url)),))


def moment_fact(label: str, value: blocks.Moment) -> blocks.Fact:
    return blocks.Fact(label, (), value)


def paragraphs(value: str) -> tuple[str, ...]:
    """A plain text cut at empty lines."""
    return tuple(part.strip() for part in value.split("\n\n") if part.strip())


def file_block(file: SourceFile, title: str, language: Language | None, context: Context) -> blocks.File:
    size = context.words.size(file.size)
    return blocks.File(title, file.name, file.extension.upper(), size, other_language(language, context))


def grades_text(grades: tuple[int, ...], words: Words) -> str:
    """«5-7 сынып»: runs of grades as ranges."""
    if not grades:
        return ""
    runs: list[list[int]] = []
    for grade in sorted(set(grades)):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return words("Grade {grades}" if len(grades) == 1 else "Grades {grades}").format(grades=shown)


def card(listed: Listed, context: Context, *, with_kind: bool = False) -> blocks.Card:
    """An item in a list."""
    summary, words = listed.summary, context.words
    said = summary.in_language(context.language)
    when = summary.start or (None if summary.section in ("staff", "pages", "services") else summary.published)
    owner = listed.owner
    return blocks.Card(
        title=said.title,
        url=listed.url,
        lang=other_language(said.language, context),
        kind=words(names.SECTION_SINGULAR[summary.section]) if with_kind else "",
        organisation=owner.title if owner else "",
        organisation_url=owner.url if owner else "",
        moment=moment(when, words) if when else None,
        summary=said.summary,
        badges=tuple(badges(summary, context)),
        meta=tuple(meta(summary, context)),
    )


def badges(summary: ItemSummary, context: Context) -> Iterator[blocks.Badge]:
    """States worth knowing before opening the item."""
    words = context.words
    said = summary.in_language(context.language)
    if said.pending:
        yield blocks.Badge(words("Information is being updated"), "warning")
    if said.language != context.language:
        yield blocks.Badge(words(ONLY_IN[said.language]), "info")
    if summary.section == "seminars" or (summary.section == "forums" and summary.status):
        state, tone = names.SEMINAR_STATUS[summary.status]
        yield blocks.Badge(words(state), tone)
    elif summary.section == "vacancies":
        is_open = summary.status == "open"
        yield blocks.Badge(words("Vacancy is open" if is_open else "Vacancy is closed"), "success" if is_open else "neutral")


ONLY_IN: dict[str, str] = {"kk": "Only in Kazakh", "ru": "Only in Russian"}


def meta(summary: ItemSummary, context: Context) -> Iterator[str]:
    """Short facts under the title of a card."""
    words = context.words
    if summary.audience:
        yield words(names.AUDIENCE[summary.audience])
    if summary.format:
        yield words(names.FORMAT[summary.format])
    if summary.subject:
        yield context.subject(summary.subject)
    if summary.grades:
        yield grades_text(summary.grades, words)
    if summary.section == "documents" and summary.form:
        yield words(names.DOCUMENT_KIND[summary.form])
    if summary.section == "staff":
        yield summary.in_language(context.language).detail or words(names.ROLE[summary.form])


def cards(
    listed: Iterable[Listed],
    context: Context,
    style: str = "list",
    *,
    title: str = "",
    anchor: str = "",
    more: blocks.Link | None = None,
    empty: str = "",
    with_kind: bool = False,
) -> blocks.Cards:
    """A list of items as a block."""
    found = tuple(card(one, context, with_kind=with_kind) for one in listed)
    return blocks.Cards(found, style, anchor, title, more, empty)  # type: ignore[arg-type]
