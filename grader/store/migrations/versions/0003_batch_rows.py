"""Grades of a batch's rows, which tell their batch and row."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("grades", sa.Column("batch", sa.String(length=32), nullable=True))
    op.add_column("grades", sa.Column("batch_row", sa.Integer(), nullable=True))
    op.create_index("ix_grades_batch", "grades", ["batch"], unique=False)
    op.create_index("ix_grades_parent", "grades", ["parent"], unique=False)
