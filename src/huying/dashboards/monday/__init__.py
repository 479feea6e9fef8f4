"""The Monday sheet 周一单: what a leader needs on one page, read from rows when it is opened.

Promises of the last week and whether they were kept, what is overdue by unit, what is done anew a second time, the
ten worst compounds with why, matters many people told, contracts that end soon, and decisions that wait. Source:
mission A8. A list shows its first rows; its count is of all, and opens to them where a page has them.
"""
