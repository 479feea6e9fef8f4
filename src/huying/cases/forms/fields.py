"""Fields the forms of cases share 常用字段: those of the whole desk."""

from huying.ui.fields import day, moment, words

__all__ = ["day", "moment", "words"]
