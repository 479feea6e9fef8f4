"""Why a sheet, a row or a cell was refused 拒收原因, in Chinese and English, by the code of the refusal.

Kept here as pairs, not in the catalogue of the pages: the error workbook shows both languages at once.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = ("不予受理（%(code)s）", "Refused (%(code)s)")

REASONS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "sheet.empty": ("文件是空的，没有任何内容", "The file is empty"),
        "sheet.not_found": ("打不开文件 %(name)s", "The file %(name)s cannot be opened"),
        "sheet.no_rows": ("表头之下没有任何数据行", "There are no rows below the header"),
        "sheet.encrypted": (
            "文件设有打开密码，请取消密码后另存再上传",
            "The file is locked by a password; save it without one and try again",
        ),
        "sheet.bomb": (
            "文件解压后过大或结构异常，已拒绝打开，请另存为新的 xlsx 或 csv 再上传",
            "The file unpacks to far more than it should; save it anew as xlsx or csv and try again",
        ),
        "sheet.not_a_sheet": (
            "这不是 xlsx、xls 或 csv 表格（看上去是%(found)s），请用表格软件另存为 xlsx",
            "This is no xlsx, xls or csv sheet (it looks like %(found)s); save it as xlsx",
        ),
        "sheet.damaged": (
            "文件已损坏，无法完整读取%(place)s，请用表格软件打开后另存再上传",
            "The file is damaged and cannot be read whole%(place)s; open it and save it anew",
        ),
        "sheet.too_large": (
            "文件过大：%(size)s 字节，最多 %(most)s 字节，请分成几个文件",
            "The file is too large: %(size)s bytes, at most %(most)s; split it",
        ),
        "sheet.too_many_rows": (
            "行数超过上限 %(most)s 行，请分成几个文件",
            "There are more than %(most)s rows; split the file",
        ),
        "sheet.too_many_columns": (
            "列数超过上限 %(most)s 列，请删去无关的列",
            "There are more than %(most)s columns; delete those that do not belong",
        ),
        "sheet.encoding": (
            "无法辨认文字编码（第 %(line)s 行），请另存为 UTF-8 的 csv 或 xlsx",
            "The encoding cannot be made out (line %(line)s); save it as UTF-8 csv or xlsx",
        ),
        "sheet.quotes": (
            "第 %(line)s 行的引号不成对，之后的内容无法可靠分列",
            "The quotes of line %(line)s do not pair; what follows cannot be told apart",
        ),
        "sheet.no_sheet": ("工作簿里没有可读的工作表", "The workbook has no sheet to read"),
        "sheet.no_header": (
            "前 30 行里没有找到表头，应有：%(expected)s",
            "No header in the first 30 rows; expected: %(expected)s",
        ),
        "sheet.missing_columns": ("表头缺少必填的列：%(missing)s", "The header lacks: %(missing)s"),
        "sheet.double_heading": (
            "表头“%(heading)s”出现了两次，无法确定用哪一列",
            "The heading “%(heading)s” comes twice; it is unclear which is meant",
        ),
        "cell.required": ("必填，不能为空", "Required, but blank"),
        "cell.too_long": (
            "文字过长：%(length)s 字，最多 %(most)s 字",
            "Too long: %(length)s characters, at most %(most)s",
        ),
        "cell.formula": (
            "是公式，请复制后“选择性粘贴为数值”",
            "Is a formula; copy it and paste it as a value",
        ),
        "cell.error_value": (
            "是表格软件的错误值 %(shown)s，请改为真实内容",
            "Shows the error %(shown)s; write the real content",
        ),
        "cell.damaged_number": (
            "数字已被表格软件改成科学计数或截断，后几位已丢失，请把该列设为文本后重新填写",
            "The spreadsheet program rounded the number and lost its last digits; write it again as text",
        ),
        "cell.damaged_code": (
            "编号已被表格软件改成日期或时间，请把该列设为文本后重新填写",
            "The code was turned into a date; make the column text and write it again",
        ),
        "cell.damaged_date": (
            "日期已损坏（科学计数或 ####），请重新填写，如 2021-03-05",
            "The date is damaged (scientific form or ####); write it again, such as 2021-03-05",
        ),
        "cell.not_a_code": ("不是编号", "Is no code"),
        "cell.not_an_integer": ("不是整数", "Is no whole number"),
        "cell.not_a_number": ("不是数字", "Is no number"),
        "cell.too_large": ("数字超过 %(most)s 位", "The number has more than %(most)s digits"),
        "cell.not_a_date": (
            "不是日期，请写成 2021-03-05 或 2021-03-05 14:30",
            "Is no date; write 2021-03-05 or 2021-03-05 14:30",
        ),
        "cell.unclear_date": (
            "日期的年月日次序不明，请写成 2021-03-05",
            "The order of day and month is unclear; write 2021-03-05",
        ),
        "cell.impossible_date": (
            "没有这一天或这一时刻，或年份不在 1900 至 2100 年之间",
            "There is no such day or time, or the year is not between 1900 and 2100",
        ),
        "cell.term_without_unit": (
            "期限没有写单位，请写成“5个工作日”“24小时”，或写到期时间 2021-03-05 14:30",
            "The term names no unit; write 5个工作日, 24小时, or the time itself, 2021-03-05 14:30",
        ),
        "cell.term_too_long": (
            "期限应在 1 至 %(most)s 之间",
            "The term must be between 1 and %(most)s",
        ),
        "cell.not_a_choice": ("不在可选项之内，可填：%(choices)s", "Is not one of: %(choices)s"),
        "cell.not_yes_no": ("请填“是”或“否”", "Write 是 or 否 (yes or no)"),
        "row.duplicate": (
            "与第 %(first)s 行重复（%(key)s 相同）",
            "Repeats row %(first)s (same %(key)s)",
        ),
        "row.shifted": (
            "单元格比表头多，可能有未加引号的分隔符，各列已错位",
            "Has more cells than the header; a separator without quotes may have shifted them",
        ),
        "export.too_many_rows": (
            "超过一张工作表的上限 %(most)s 行，请导出为 csv",
            "More rows than a worksheet holds (%(most)s); export as csv",
        ),
        "export.unknown_kind": (
            "只能导出为 xlsx、csv 或 parquet，不能导出为“%(suffix)s”",
            "Only xlsx, csv and parquet can be written, not “%(suffix)s”",
        ),
        "export.extra_missing": (
            "导出 parquet 需要可选组件：pip install 'huying[%(extra)s]'",
            "Parquet needs an extra: pip install 'huying[%(extra)s]'",
        ),
    }
)


def reason(code: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Return the words for a refusal, Chinese and English; the code itself where it has no words here."""
    words_zh, words_en = REASONS.get(code, UNKNOWN)
    return words_zh % _shown(facts, code, "、"), words_en % _shown(facts, code, ", ")


def _shown(facts: Mapping[str, object], code: str, comma: str) -> _Blank:
    shown = {
        name: comma.join(map(str, fact)) if isinstance(fact, list | tuple) else fact for name, fact in facts.items()
    }
    return _Blank({**shown, "code": code})


class _Blank(dict[str, object]):
    """Facts by name; a fact that was not given is blank."""

    def __missing__(self, key: str) -> str:
        return ""
