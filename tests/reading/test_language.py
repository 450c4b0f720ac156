"""A language is named only where its own small words say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.reading.language import guess

SENTENCES = {
    "en": "The shelling of the eastern edge of the town began in the morning and was heard from the post.",
    "ar": "سُمع القصف في الطرف الشرقي من البلدة بعد الفجر، ولم يصل المراقبون إلى الموقع.",
    "ru": "Обстрел восточной окраины посёлка начался утром, и на посту это слышали, как и по всей долине.",
    "tr": "Kasabanın doğu ucu sabah saatlerinde bir saat boyunca top atışına tutuldu ve bu atış gözlem "
    "noktası olarak kullanılan bina ile köyden duyuldu.",
    "fa": "گلوله‌باران حاشیه شرقی شهر که از صبح آغاز شد در روستا شنیده شد و ناظران به محل نرسیدند.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_known_by_its_words(code):
    assert guess(SENTENCES[code]) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vardia",
        "7:40, 12 mm, 3",
        "Обстріл східної околиці селища почався вранці, і на посту це чули, як і по всій долині.",
        "Le bombardement de la ville a commencé dans la matinée et a duré une heure.",
        "شهر کے مشرقی کنارے پر گولہ باری صبح شروع ہوئی اور اس کے بعد تک جاری رہی۔",
        "הפגזת הקצה המזרחי של העיירה החלה בבוקר ונמשכה שעה.",
    ],
    ids=["nothing", "a name", "figures", "Ukrainian", "French", "Urdu", "Hebrew"],
)
def test_any_other_text_is_unsure(text):
    assert guess(text) == ""


def test_two_languages_in_equal_parts_are_unsure():
    assert guess("The road to the mill in Vardia. سمع القصف في البلدة من الطرف على التل.") == ""


@given(st.text())
def test_no_text_breaks_it(text):
    assert guess(text) in {"", *SENTENCES}
