"""What the processes of a fleet share of an endpoint's limits."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "meters",
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("through", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint", "name", name=op.f("pk_meters")),
    )
    op.create_table(
        "fleet",
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("process", sa.String(length=64), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint", "process", name=op.f("pk_fleet")),
    )
