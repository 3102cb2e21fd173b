from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.web.pages.visitor import Visitor


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    """A visitor to a service on loopback without keys."""
    return Visitor(client)
