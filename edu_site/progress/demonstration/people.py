"""Names and personal numbers of invented pupils, and the canaries among them.

In: the number of a pupil in an organisation. Out: `Pupil`. Given names and surnames are common ones put together by chance. A
canary is a pupil whose name and number exist nowhere else: when one is found in anything published, a child would have been.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from edu_site.problems import check_digit
from edu_site.progress.demonstration.chance import stream

Sex = Literal["f", "m"]

KAZAKH_SURNAMES = (
    "Ахмет", "Әлі", "Байжан", "Бекен", "Болат", "Досан", "Ермек", "Есен", "Жақып", "Жұмабай", "Иса", "Қайрат", "Қасым", "Мұса",
    "Мұрат", "Нұрлан", "Омар", "Оспан", "Рахым", "Сағат", "Садық", "Серік", "Тілеу", "Төлеген", "Үсен", "Шәріп", "Ыбырай",
)  # fmt: skip
KAZAKH_GIRLS = (
    "Айгерім", "Айжан", "Айша", "Аружан", "Аяулым", "Әсем", "Дана", "Диана", "Еркежан", "Жанель", "Зере", "Інжу", "Кәмила",
    "Қарлығаш", "Мадина", "Нұрай", "Раяна", "Сезім", "Томирис", "Ұлжан",
)  # fmt: skip
KAZAKH_BOYS = (
    "Абай", "Алдияр", "Алихан", "Арман", "Әлихан", "Бекзат", "Дамир", "Ерасыл", "Жандос", "Иманғали", "Қуаныш", "Мансұр",
    "Мирас", "Нұрислам", "Олжас", "Рамазан", "Санжар", "Темірлан", "Ұлан", "Ілияс",
)  # fmt: skip
RUSSIAN_SURNAMES = (
    "Антонов", "Белов", "Васильев", "Громов", "Денисов", "Егоров", "Жуков", "Зайцев", "Иванов", "Киселёв", "Лебедев", "Морозов",
    "Николаев", "Орлов", "Павлов", "Романов", "Семёнов", "Тарасов", "Фёдоров", "Шевцов",
)  # fmt: skip
RUSSIAN_GIRLS = (
    "Алина",
    "Анна",
    "Варвара",
    "Дарья",
    "Ева",
    "Екатерина",
    "Мария",
    "Милана",
    "Полина",
    "София",
    "Ульяна",
    "Юлия",
)
RUSSIAN_BOYS = ("Алексей", "Артём", "Богдан", "Виктор", "Глеб", "Даниил", "Егор", "Иван", "Кирилл", "Максим", "Матвей", "Тимур")
CANARY_BEGINNINGS = ("Зерқұмай", "Өмірқанар", "Күмісқанар", "Ұшарқанар", "Тұмарқанар", "Ақсарықанар")
CANARY_ENDINGS = ("қызы Әпсүнбану", "ұлы Һақжебе", "қызы Гүлқанария", "ұлы Ыңқанарбек")
CANARY_SERIAL = 9000  # serial numbers from here on are given to canaries only
PLACES, DAYS_APART, YEAR = 3000, 15, 365  # pupils whose serial numbers are the same are born on days that differ


@dataclass(frozen=True, slots=True)
class Pupil:
    """`number` tells all pupils apart; `first` and `last` are the terms (0 to 8) of the first and last lesson."""

    number: int
    name: str
    iin: str
    sex: Sex
    first: int
    last: int
    canary: bool = False


def pupil(organisation_id: str, number: int, birth_year: int, language: str, first: int, last: int) -> Pupil:
    """An invented pupil. The personal number is a valid one: an importer must drop it, not refuse it."""
    chance = stream(f"{organisation_id}/pupil/{number}", 8)
    sex: Sex = "f" if chance[0] % 2 else "m"
    day = DAYS_APART * ((chance[1] * 256 + chance[2]) % (YEAR // DAYS_APART)) + number // PLACES % DAYS_APART
    birthday = dt.date(birth_year, 1, 1) + dt.timedelta(days=day)
    name = named(chance, sex, language)
    return Pupil(number, name, personal_number(birthday, sex, number % PLACES * 3), sex, first, last)


def named(chance: bytes, sex: Sex, language: str) -> str:
    """Surname and given name as a class register writes them."""
    if language == "kk" or chance[3] < 80:
        surname = KAZAKH_SURNAMES[chance[4] % len(KAZAKH_SURNAMES)]
        return f"{surname} {picked(KAZAKH_GIRLS if sex == 'f' else KAZAKH_BOYS, chance[5])}"
    surname = RUSSIAN_SURNAMES[chance[4] % len(RUSSIAN_SURNAMES)] + ("а" if sex == "f" else "")
    return f"{surname} {picked(RUSSIAN_GIRLS if sex == 'f' else RUSSIAN_BOYS, chance[5])}"


def picked(names: tuple[str, ...], byte: int) -> str:
    return names[byte % len(names)]


def personal_number(birthday: dt.date, sex: Sex, serial: int) -> str:
    """Twelve digits with a right check digit (DOMAIN: codes). Of three serial numbers the first that exists is taken."""
    sign = {("m", 19): 1, ("f", 19): 2, ("m", 20): 3, ("f", 20): 4}[(sex, birthday.year // 100)]
    for step in range(3):
        digits = f"{birthday:%y%m%d}{sign}{serial + step:04d}"
        last = check_digit(digits)
        if last is not None:
            return f"{digits}{last}"
    raise ValueError("no personal number exists for this day")


def canary(organisation_id: str, place: int, number: int, birth_year: int, first: int, last: int) -> Pupil:
    """The canary of an organisation; `place` is the organisation's place among all, so that no two have one name."""
    beginning = CANARY_BEGINNINGS[place % len(CANARY_BEGINNINGS)]
    ending = CANARY_ENDINGS[place // len(CANARY_BEGINNINGS) % len(CANARY_ENDINGS)]
    sex: Sex = "f" if "қызы" in ending else "m"
    birthday = dt.date(birth_year, 1 + place % 12, 1 + len(organisation_id) % 28)
    return Pupil(
        number, f"{beginning}{ending}", personal_number(birthday, sex, CANARY_SERIAL + 3 * place), sex, first, last, True
    )
