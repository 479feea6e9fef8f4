"""Registers by spreadsheet 台账导入: enterprises, compounds with their service, owners, people."""
