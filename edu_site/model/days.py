"""Days on which content changes although nobody touches it.

In: an entry, or the days of many. Out: the days it looks different from, and the stretch of days around a given one in which
nothing changes.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from edu_site.model.content import STALE_DAYS, Forum, Seminar, Service, Vacancy
from edu_site.model.entries import Entry
from edu_site.model.organisation import LANGUAGES
from edu_site.model.texts import ForumTexts


def turning_days(entry: Entry) -> Iterator[dt.date]:
    """The days on which what is shown of an item changes by itself: it appears, is over, is late, is to be verified again."""
    item, day = entry.item, dt.timedelta(days=1)
    yield item.published.date()
    if isinstance(item, (Seminar, Forum)):
        yield (item.end or item.start).date() + day
    if isinstance(item, Vacancy) and item.deadline:
        yield item.deadline + day
    if isinstance(item, Service) and item.verified:
        yield item.verified + dt.timedelta(days=STALE_DAYS) + day
    for language in LANGUAGES:
        texts = entry.texts(language)
        if isinstance(texts, ForumTexts):
            yield from (question.due + day for question in texts.questions if question.due)
            yield from (decision.deadline + day for decision in (texts.protocol.decided if texts.protocol else ()))


def stretch(days: Iterable[dt.date], today: dt.date) -> tuple[dt.date, dt.date]:
    """The last of the days up to today, and the first after it: from one to before the other everything stays as it is."""
    days = sorted(days)
    since = max((day for day in days if day <= today), default=dt.date.min)
    return since, min((day for day in days if day > today), default=dt.date.max)
