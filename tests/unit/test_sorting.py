"""The order of names: the Kazakh alphabet, numbers by value."""

import random

from edu_site.model.sorting import ALPHABET, sort_key


def test_the_letters_stand_in_the_order_of_the_kazakh_alphabet() -> None:
    order = [
        "А",
        "Ә",
        "Б",
        "В",
        "Г",
        "Ғ",
        "Д",
        "Е",
        "Ё",
        "Ж",
        "З",
        "И",
        "Й",
        "К",
        "Қ",
        "Л",
        "М",
        "Н",
        "Ң",
        "О",
        "Ө",
        "П",
        "Р",
        "С",
        "Т",
        "У",
        "Ұ",
        "Ү",
        "Ф",
        "Х",
        "Һ",
        "Ц",
        "Ч",
        "Ш",
        "Щ",
        "Ъ",
        "Ы",
        "І",
        "Ь",
        "Э",
        "Ю",
        "Я",
    ]
    assert [letter.casefold() for letter in order] == list(ALPHABET)
    shuffled = random.Random(5).sample(order, len(order))
    assert sorted(shuffled, key=sort_key) == order


def test_kazakh_letters_come_after_their_russian_neighbours() -> None:
    assert sorted(["Әл-Фараби", "Ақтау", "Ба"], key=sort_key) == ["Ақтау", "Әл-Фараби", "Ба"]
    assert sorted(["Қызылорда", "Көкшетау", "Лисаков"], key=sort_key) == ["Көкшетау", "Қызылорда", "Лисаков"]


def test_numbers_are_compared_by_value() -> None:
    names = ["№ 12 мектеп", "№ 5 мектеп", "№ 105 мектеп", "№ 12 лицей"]
    assert sorted(names, key=sort_key) == ["№ 5 мектеп", "№ 12 лицей", "№ 12 мектеп", "№ 105 мектеп"]


def test_case_and_quotation_marks_do_not_matter() -> None:
    assert sort_key("«Болашақ»") == sort_key("болашақ")


def test_a_shorter_name_comes_first() -> None:
    assert sorted(["Семей қаласы", "Семей"], key=sort_key) == ["Семей", "Семей қаласы"]
