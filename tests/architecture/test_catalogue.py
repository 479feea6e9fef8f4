"""The Chinese catalogue: read from code and templates, kept in order, compiled without other tools."""

from __future__ import annotations

import gettext
from io import BytesIO

import pytest
from tools.catalogue import Message, Translation, parse, placeholders, write_mo, write_po
from tools.translations import PluralError, in_code, in_template

DUE, MAY = Message("Due in %(days)s days"), Message('May "I"\nplease', context="verb")
KNOWN = {
    DUE: Translation("%(days)s天后到期"),
    MAY: Translation("可以"),
    Message("Guess"): Translation("猜", is_fuzzy=True),
}
PLACES = {DUE: ["a.py", "b.html"], MAY: ["a.py"], Message("Guess"): ["a.py"]}


def test_a_written_catalogue_reads_back_the_same() -> None:
    assert parse(write_po(KNOWN, PLACES)) == KNOWN


def test_the_compiled_catalogue_is_one_that_gettext_reads() -> None:
    compiled = gettext.GNUTranslations(BytesIO(write_mo(KNOWN)))
    assert compiled.gettext(DUE.text) == "%(days)s天后到期"
    assert compiled.pgettext("verb", MAY.text) == "可以"
    assert compiled.gettext("Guess") == "Guess"


def test_code_is_read() -> None:
    source = 'a = _("One " "text") % x\nb = pgettext("verb", "May")\nc = gettext(name)\nd = other("No")'
    assert set(in_code(source, "a.py")) == {Message("One text"), Message("May", context="verb")}


def test_templates_are_read() -> None:
    source = (
        '{% translate "Half 50%" %}{% blocktranslate trimmed %}\n  {{ n }}\n  left{% endblocktranslate %}'
        '{{ x|default:_("None") }}{% translate "May" context "verb" %}{# _("not this") #}'
    )
    expected = [Message("Half 50%%"), Message("%(n)s left"), Message("None"), Message("May", context="verb")]
    assert list(in_template(source, "a.html")) == expected


def test_plurals_are_refused() -> None:
    with pytest.raises(PluralError):
        list(in_code('ngettext("a", "b", n)', "a.py"))


def test_placeholders_are_compared_in_any_order() -> None:
    assert placeholders("%(a)s of %(b)d, 50%%") == placeholders("%(b)d之%(a)s，50%%")
