from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.judge.batching import BatchProvider
from tests.judge.samples import GOOD


@pytest.fixture
def provider() -> Iterator[BatchProvider]:
    with BatchProvider(lambda body: GOOD) as provider:
        yield provider
