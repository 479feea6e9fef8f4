"""How much a sheet may hold 上限; beyond these it is refused before it does harm."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
MOST_BYTES = 200 * MEGABYTE  # of the file as it comes
MOST_UNPACKED_BYTES = 200 * MEGABYTE  # of all parts of a workbook
SMALL_BYTES = 8 * MEGABYTE  # below this the ratio of packing says nothing
MOST_RATIO = 100  # unpacked over packed; sheets of text stay below 40
MOST_PARTS = 5_000
MOST_ROWS = 300_000
MOST_COLUMNS = 256
MOST_MERGED = 50_000
MEMORY_BYTES = 1024 * MEGABYTE  # address space of the process that unpacks a workbook
PROCESSOR_SECONDS = 120
MOST_FIELD = 131_072  # characters of one csv field; a cell of Excel holds 32,767
