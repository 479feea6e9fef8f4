"""The spreadsheet engine 表格: columns and headings, reading, row errors, templates, differences, export.

Plain Python: it knows neither Django nor a database. An app writes a `SheetSpec`, reads rows with `open_rows`
and `read_rows`, and turns the values into its own actions.
"""
