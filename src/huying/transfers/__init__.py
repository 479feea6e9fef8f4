"""Transfers to bodies outside 移送: a letter with evidence, waited for until the decision comes."""
