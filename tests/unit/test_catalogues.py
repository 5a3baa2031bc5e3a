"""The catalogues of messages, and the values that are kept between builds."""

import pickle

import pytest
from babel.messages.pofile import read_po

from edu_site.language import FOLDER, Speech, messages
from edu_site.model.organisation import Head, Texts


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_catalogue_is_read_as_babel_reads_it(language: Speech) -> None:
    path = FOLDER / f"{language}.po"
    with path.open("rb") as file:
        known = [message for message in read_po(file, locale=language) if message.id and any(message.string or ())]
    singular = {message.id: message.string for message in known if isinstance(message.id, str)}
    forms = {message.id[0]: tuple(message.string) for message in known if isinstance(message.id, (tuple, list))}
    assert messages(path.read_text(encoding="utf-8")) == (singular, forms)
    assert singular
    assert forms


def test_a_message_over_several_lines_with_quotes_is_one_text() -> None:
    text = 'msgid ""\n"one "\n"\\"two\\"\\n"\nmsgstr "бір\\\\"\n\n#~ msgid "old"\n#~ msgstr "ескі"\n\nmsgid "none"\nmsgstr ""\n'
    assert messages(text) == ({'one "two"\n': "бір\\"}, {})


def test_a_record_is_the_same_after_it_was_kept() -> None:
    head = Head(name=Texts(kk="Ана", ru="Анна"), position=Texts(kk="директор", ru="директор"))
    assert pickle.loads(pickle.dumps(head)) == head
