"""Tables in and out, row by row: CSV and its kin, JSON Lines, Parquet.

`open_table` recognizes how a table is written and gives its rows lazily; `open_writer` writes them
back to the byte, with further cells after each.
"""

from __future__ import annotations

from grader.tables.blanked import write_blanked as write_blanked
from grader.tables.reader import Table as Table
from grader.tables.reader import open_table as open_table
from grader.tables.row import Dialect as Dialect
from grader.tables.row import Row as Row
from grader.tables.writer import TableWriter as TableWriter
from grader.tables.writer import open_writer as open_writer
