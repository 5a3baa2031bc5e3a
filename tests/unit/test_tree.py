"""The tree: who stands below whom, and what is inherited on the way down."""

from pathlib import Path

from edu_site.model.organisation import Disclosure
from tests.projects import REGION, both, new_project, organisation, planned, school, tree


def test_a_folder_with_an_organisation_stands_below_the_nearest_one_above(project: Path) -> None:
    found = planned(new_project(project, tree() | {"abai/semey/villages/north/school-7/organisation.yml": school(7)}))
    assert found.organisations["school-7"].path_ids == ("republic", "abai", "semey")


def test_the_depth_is_not_fixed_a_school_may_stand_below_a_school(project: Path) -> None:
    files = tree() | {
        "abai/semey/school-7/organisation.yml": school(7),
        "abai/semey/school-7/branch/organisation.yml": school(8),
    }
    found = planned(new_project(project, files))
    assert found.organisations["branch"].path_ids == ("republic", "abai", "semey", "school-7")


def test_parent_overrides_the_folder(project: Path) -> None:
    files = tree() | {"abai/semey/school-7/organisation.yml": school(7, parent="abai")}
    found = planned(new_project(project, files))
    assert found.organisations["school-7"].parent_id == "abai"
    assert found.organisations["school-7"].folder == "abai/semey/school-7"


def test_a_parent_further_down_the_alphabet_is_known_before_its_child(project: Path) -> None:
    files = tree() | {
        "abai/a-school/organisation.yml": school(7, parent="zhetisu"),
        "zhetisu/organisation.yml": organisation(
            "Жетісу", "Жетісу", "region", "education_department", "330000000", brand="national"
        ),
    }
    assert planned(new_project(project, files)).organisations["a-school"].brand == "national"


def test_the_id_is_the_folders_name_unless_the_record_gives_one(project: Path) -> None:
    files = tree() | {"abai/semey/number-seven/organisation.yml": school(7, id="school-7")}
    found = planned(new_project(project, files))
    assert "school-7" in found.organisations
    assert "number-seven" not in found.organisations


def test_contacts_are_inherited_field_by_field(project: Path) -> None:
    files = tree() | {"abai/semey/school-7/organisation.yml": school(7, contacts={"phone": "+7 (7222) 00-00-07"})}
    contacts = planned(new_project(project, files)).organisations["school-7"].contacts
    assert contacts.phone == "+7 (7222) 00-00-07"
    assert contacts.email == "portal@bilim.example"
    assert contacts.working_hours is not None
    assert contacts.working_hours.kk == "Дс–жм 9–18"


def test_the_nearest_ancestor_that_says_something_wins(project: Path) -> None:
    files = tree() | {
        "abai/organisation.yml": REGION + "brand: national\nrule_packs: [order-503]\nmenu: {hide: [vacancies]}\n",
        "abai/semey/school-7/organisation.yml": school(7, rule_packs=[], disclosure={"minimum_group": 25}),
    }
    found = planned(new_project(project, files)).organisations
    assert found["republic"].brand == ""
    assert found["school-7"].brand == "national"
    assert found["semey"].rule_packs == ("order-503",)
    assert found["school-7"].rule_packs == ()  # an empty list is a decision, not a gap
    assert found["school-7"].menu.hide == ("vacancies",)
    assert found["semey"].disclosure == Disclosure(minimum_group=10)
    assert found["school-7"].disclosure == Disclosure(minimum_group=25)


def test_a_demonstration_stays_one_all_the_way_down_until_somebody_says_otherwise(project: Path) -> None:
    files = tree() | {
        "abai/semey/school-7/organisation.yml": school(7),
        "abai/semey/school-8/organisation.yml": school(8, demonstration=False),
    }
    found = planned(new_project(project, files))
    assert found.organisations["school-7"].demonstration
    assert not found.organisations["school-8"].demonstration
    assert found.sites["school-7", "kk"].demonstration


def test_a_short_name_is_used_where_there_is_one(project: Path) -> None:
    files = tree() | {"abai/semey/school-7/organisation.yml": school(7, short_name=both("№ 7 мектеп", "Школа № 7"))}
    found = planned(new_project(project, files)).organisations
    assert found["school-7"].short_name("ru") == "Школа № 7"
    assert found["school-7"].name("ru") == "Общеобразовательная школа № 7"
    assert found["republic"].short_name("kk") == "Білім порталы"
