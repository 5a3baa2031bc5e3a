"""What no file can bring about today: a type of value nobody has a code for still gives a problem with its place (S13)."""

from edu_site.model.record import record
from edu_site.source.schema import to_record
from edu_site.source.yaml import read_yaml
from tests.bad_input.project import told


@record
class Odd:
    marks: set[str]


def test_a_fault_without_a_code_of_its_own_is_s13() -> None:
    node, _problems = read_yaml("marks: 5\n", "a.yml")
    assert node is not None
    value, problems = to_record(node, Odd)
    assert value is None
    assert [told(problem) for problem in problems] == ["a.yml:1:8 S13 | field=marks | value=5"]
