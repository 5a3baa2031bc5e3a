"""Numbers of organisations and people: the twelfth digit proves the first eleven."""

import pytest

from edu_site.problems import check_digit, is_iin
from edu_site.source.organisations import bin_fault


@pytest.mark.parametrize(("digits", "expected"), [("06121160001", 2), ("21044003888", 7)])
def test_the_check_digit_is_the_weighted_sum_modulo_eleven(digits: str, expected: int) -> None:
    assert check_digit(digits) == expected


def test_a_remainder_of_ten_is_weighed_again_with_shifted_weights() -> None:
    digits = "10000000005"  # 1*1 + 5*11 = 56, 56 mod 11 = 1
    assert check_digit(digits) == 1
    digits = "00000000010"  # 1*10 = 10: again with 3..11, 1, 2, where the tenth weight is 1
    assert check_digit(digits) == 1


def test_a_number_whose_second_remainder_is_ten_too_does_not_exist() -> None:
    missing = [f"{n:011}" for n in range(2000) if check_digit(f"{n:011}") is None]
    assert missing
    for digits in missing[:20]:
        first = sum(w * int(d) for w, d in zip(range(1, 12), digits, strict=True)) % 11
        second = sum(w * int(d) for w, d in zip([*range(3, 12), 1, 2], digits, strict=True)) % 11
        assert (first, second) == (10, 10)


def test_a_bin_has_twelve_digits_a_fifth_of_four_to_six_and_a_right_last_one() -> None:
    assert bin_fault("210440038887") == ""
    assert bin_fault("21044003888") == "12 digits"
    assert bin_fault("061211600012") == "fifth digit"  # its twelfth digit is right
    assert bin_fault("210440038888") == "check digit"


def test_a_personal_number_is_a_date_of_birth_and_a_fifth_digit_up_to_three() -> None:
    number = next(f"0101015000{n:02}" for n in range(100) if check_digit(f"0101015000{n // 10}") == n % 10)
    assert is_iin(number)
    assert not is_iin("210440038887")  # a BIN
    assert not is_iin(number[:11] + str((int(number[11]) + 1) % 10))


def test_twelve_digits_with_an_impossible_date_are_no_personal_number() -> None:
    for beginning in ("011301", "010230", "010132", "010100"):
        digits = next(d for n in range(99999) if check_digit(d := f"{beginning}{n:05}") is not None)
        assert not is_iin(digits + str(check_digit(digits)))
