"""The rules of the house, held by every file of the checkout."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import rules_of_code, rules_of_words

ROOT = Path(__file__).parents[2]
RULES: tuple[Callable[[Path], list[str]], ...] = (
    rules_of_code.imports_between_rooms,
    rules_of_code.imports_of_libraries,
    rules_of_code.sizes,
    rules_of_code.names,
    rules_of_code.clock_and_chance,
    rules_of_code.printing,
    rules_of_code.broad_except,
    rules_of_code.documented,
    rules_of_words.machine_paths,
    rules_of_words.registry_hosts,
    rules_of_words.merge_markers,
    rules_of_words.filler,
    rules_of_words.compiled_files,
    rules_of_words.codes_declared_and_used,
    rules_of_words.codes_have_a_case,
    rules_of_words.code_is_translated,
    rules_of_words.themes_are_translated,
    rules_of_words.catalogues_hold_nothing_else,
    rules_of_words.dependencies_are_locked,
    rules_of_words.readme_targets_exist,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(rule: Callable[[Path], list[str]]) -> None:
    found = rule(ROOT)
    if found:
        more = f"\n... and {len(found) - 40} more" if len(found) > 40 else ""
        pytest.fail(f"{rule.__doc__ or rule.__name__}\n" + "\n".join(found[:40]) + more, pytrace=False)


def test_the_rules_look_at_something() -> None:
    assert len(rules_of_code.modules_of(ROOT)) > 10
    assert len(rules_of_words.declared_codes(ROOT)) > 50
    assert len(rules_of_words.messages_of_code(ROOT)) > 100
    assert len(rules_of_words.messages_of_theme(ROOT / "themes" / "base")) > 20
    assert len(rules_of_words.tracked(ROOT)) > 100
    assert len(rules_of_words.direct_dependencies(ROOT)) > 15
