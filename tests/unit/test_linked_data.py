"""JSON-LD: every page says what it is about in the words of schema.org."""

import json
from typing import Any

import pytest

from edu_site.model.organisation import Language
from edu_site.render.views.linked_data import ORGANISATION_TYPES
from tests.projects import Planned

TYPES = {
    "about/": "WebPage",
    "news/2026-11-02-fair/": "NewsArticle",
    "materials/lab/": "LearningResource",
    "reports/2025-2026/": "Dataset",
    "seminars/open-lesson/": "EducationEvent",
    "ratings/schools-2026/": "WebPage",
    "services/admission/": "GovernmentService",
    "forums/hearing/": "Event",
    "documents/plan/": "DigitalDocument",
    "staff/director/": "ProfilePage",
    "questions/meals/": "QAPage",
    "vacancies/physics/": "JobPosting",
}


def graph(republic: Planned, url: str, organisation_id: str = "school-12", language: Language = "kk") -> list[dict[str, Any]]:
    read = json.loads(republic.view(organisation_id, language, url).json_ld)
    assert read["@context"] == "https://schema.org"
    found: list[dict[str, Any]] = read["@graph"]
    return found


@pytest.mark.parametrize(("url", "kind"), TYPES.items())
def test_every_kind_has_its_type(republic: Planned, url: str, kind: str) -> None:
    for language in ("kk", "ru"):
        trail, item = graph(republic, url, language=language)  # type: ignore[arg-type]
        assert (trail["@type"], item["@type"]) == ("BreadcrumbList", kind)
        assert item["url"].startswith("https://bilim.example/org/school-12/")
        assert item["url"].endswith(url)


def test_the_breadcrumbs_are_numbered_from_one(republic: Planned) -> None:
    trail = graph(republic, "news/2026-11-02-fair/")[0]["itemListElement"]
    assert [crumb["position"] for crumb in trail] == [1, 2, 3, 4, 5, 6]
    assert trail[0]["name"] == "Білім порталы"


def test_the_home_page_is_about_the_organisation(republic: Planned) -> None:
    _trail, school = graph(republic, "")
    assert school["@type"] == "School"
    assert school["taxID"] == "210440038887"
    assert school["identifier"] == [{"@type": "PropertyValue", "propertyID": "KATO", "value": "101010000"}]
    assert school["geo"] == {"@type": "GeoCoordinates", "latitude": 50.41, "longitude": 80.25}
    assert school["address"]["streetAddress"] == "Семей, Абай көшесі, 1"


@pytest.mark.parametrize(
    ("name", "kind"), [("republic", "GovernmentOrganization"), ("semey", "GovernmentOrganization"), ("lyceum", "School")]
)
def test_each_kind_of_organisation_has_its_type(republic: Planned, name: str, kind: str) -> None:
    assert graph(republic, "", name)[1]["@type"] == kind
    assert ORGANISATION_TYPES["kindergarten"] == "Preschool"


def test_the_language_of_an_item_is_that_of_its_text(republic: Planned) -> None:
    assert graph(republic, "news/2026-10-01-only-kazakh/", language="ru")[1]["inLanguage"] == "kk"
    assert graph(republic, "news/2026-11-02-fair/", language="ru")[1]["inLanguage"] == "ru"


def test_a_seminar_tells_its_times_with_their_offset(republic: Planned) -> None:
    seminar = graph(republic, "seminars/open-lesson/")[1]
    assert (seminar["startDate"], seminar["endDate"]) == ("2026-12-10T10:00+05:00", "2026-12-10T12:00+05:00")
    assert seminar["eventStatus"] == "https://schema.org/EventScheduled"
    assert seminar["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"


def test_a_report_names_its_data_for_download(republic: Planned) -> None:
    report = graph(republic, "reports/2025-2026/")[1]
    assert report["temporalCoverage"] == "2025-09-01/2026-08-31"
    (download,) = report["distribution"]
    assert download["contentUrl"] == "https://bilim.example/org/school-12/reports/2025-2026/staff.csv"


def test_a_services_channels_are_named_in_the_pages_language(republic: Planned) -> None:
    (channel,) = graph(republic, "services/admission/", language="ru")[1]["availableChannel"]
    assert (channel["name"], channel["serviceUrl"]) == ("Портал правительства", "https://egov.kz/")


def test_nothing_in_it_can_end_the_script_that_holds_it(republic: Planned) -> None:
    for name in republic.contents:
        for url in republic.urls(name):
            text = republic.view(name, "kk", url).json_ld
            assert not set("<>&") & set(text)
