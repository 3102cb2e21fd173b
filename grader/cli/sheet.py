from grader.sheet import *  # noqa
from grader.sheet import ADDED, ANSWERS, Columns, cells, find_columns, items, RubricOf  # noqa
