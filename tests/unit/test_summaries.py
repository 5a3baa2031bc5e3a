"""What an organisation shows of those below it: counted and gathered up the tree."""

import datetime as dt
from pathlib import Path

from edu_site.model.plan import HomeSubject, OrganisationsSubject, SectionSubject
from edu_site.plan.summaries import LATEST
from tests.projects import TODAY, Planned, dump, new_project, news, planned, school, tree


def home(found: Planned, organisation_id: str) -> HomeSubject:
    subject = found.page(organisation_id, "kk", "").subject
    assert isinstance(subject, HomeSubject)
    return subject


def test_counts_add_up_the_tree(republic: Planned) -> None:
    below = republic.index.below
    assert dict(below["semey"].counts) == {"school": 2}
    assert dict(below["abai"].counts) == {"education_section": 1, "lyceum": 1, "school": 2}
    assert below["republic"].number == 6
    assert below["school-12"].number == 0


def test_kinds_are_counted_in_their_usual_order_and_lead_to_the_catalogue_on_the_portal(republic: Planned) -> None:
    portal, region = home(republic, "republic").counts, home(republic, "abai").counts
    assert [(one.kind, one.number) for one in portal] == [
        ("education_department", 2),
        ("education_section", 1),
        ("lyceum", 1),
        ("school", 2),
    ]
    assert portal[3].url == "catalogue/kind-school/"
    assert {one.url for one in region} == {""}


def test_the_latest_of_all_below_are_shown_above_newest_first_and_name_their_owner(republic: Planned) -> None:
    subject = republic.page("republic", "kk", "news/").subject
    assert isinstance(subject, SectionSubject)
    shown = [(one.summary.id, one.owner.title if one.owner else "") for one in subject.below]
    assert shown[0] == ("2026-11-20-storm", "Жетісу облысының білім басқармасы")
    assert shown[1] == ("2026-11-02-fair", "№ 12 жалпы білім беретін мектеп")
    dates = [one.summary.published for one in subject.below]
    assert dates == sorted(dates, reverse=True)


def test_only_the_latest_few_of_a_section_travel_up(project: Path) -> None:
    files = tree() | {"abai/semey/school-1/organisation.yml": school(1)}
    for day in range(1, 13):
        files |= news(f"abai/semey/school-1/news/day-{day:02}", "А", "Б", f"2026-10-{day:02}")
    found = planned(new_project(project, files))
    latest = [item.id for item in found.index.below["republic"].latest["news"]]
    assert latest == [f"day-{day:02}" for day in range(12, 12 - LATEST, -1)]


def test_a_pinned_item_stays_on_top_on_its_own_site(project: Path) -> None:
    files = tree() | {
        "abai/news/rules.yml": dump({"published": "2026-01-01", "pinned": True, "kk": {"title": "А", "body": "Мәтін."}})
    }
    files |= news("abai/news/fair", "Б", "Б", "2026-11-01")
    subject = planned(new_project(project, files)).page("abai", "kk", "news/").subject
    assert isinstance(subject, SectionSubject)
    assert [one.summary.id for one in subject.listed] == ["rules", "fair"]


def seminar(status: str, day: str, **more: object) -> str:
    shared = {"seminar_kind": "training", "audience": "heads", "format": "online", "status": status, "published": "2026-01-10"}
    times = {"start": f"{day}T10:00+05:00", "end": f"{day}T12:00+05:00"}
    return dump({**shared, **times, **more, "kk": {"title": "А"}, "ru": {"title": "Б"}})


def test_coming_seminars_are_gathered_soonest_first_without_the_cancelled_and_the_past(project: Path) -> None:
    folder = "abai/semey/school-1/seminars"
    files = tree() | {"abai/semey/school-1/organisation.yml": school(1)}
    files[f"{folder}/later.yml"] = seminar("scheduled", "2026-12-20")
    files[f"{folder}/today.yml"] = seminar("scheduled", "2026-11-24")
    files[f"{folder}/over.yml"] = seminar("scheduled", "2026-11-23")
    files[f"{folder}/off.yml"] = seminar("cancelled", "2026-12-01")
    found = planned(new_project(project, files))
    assert [item.id for item in found.index.below["republic"].upcoming] == ["today", "later"]
    assert [one.summary.id for one in home(found, "abai").seminars] == ["today", "later"]


def test_what_was_scheduled_and_is_over_was_held(project: Path) -> None:
    files = tree() | {"abai/seminars/lesson.yml": seminar("scheduled", "2026-11-24")}
    write = new_project(project, files)

    def status(day: dt.date) -> str:
        return planned(write, day).index.items["abai", "seminars", "lesson"].status

    assert status(TODAY) == "scheduled"
    assert status(TODAY + dt.timedelta(days=1)) == "held"


def test_a_vacancy_closes_after_its_deadline(project: Path) -> None:
    text = dump({"published": "2026-11-01", "deadline": "2026-11-24", "kk": {"title": "А"}, "ru": {"title": "Б"}})
    folder = new_project(project, tree() | {"abai/vacancies/physics.yml": text})
    assert planned(folder).index.items["abai", "vacancies", "physics"].status == "open"
    assert planned(folder, TODAY + dt.timedelta(days=1)).index.items["abai", "vacancies", "physics"].status == "closed"


def test_children_are_grouped_by_kind_in_the_order_of_the_alphabet(republic: Planned) -> None:
    subject = republic.page("semey", "kk", "organisations/").subject
    assert isinstance(subject, OrganisationsSubject)
    assert [group.title for group in subject.groups] == ["Жалпы білім беретін мектептер"]
    assert [one.organisation.id for one in subject.groups[0].children] == ["school-5", "school-12"]


def test_an_organisation_without_others_below_has_no_page_of_them(republic: Planned) -> None:
    assert "organisations/" not in republic.urls("school-12")
