"""A class of three and its running service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.signin.hall import Hall, a_hall
from tests.signin.running import PlainPhone, Service, running


@pytest.fixture
def hall(db: Database) -> Hall:
    """马明艳, 于建国 and 张伟, called up for 16 June 2025, 8:30 and 14:00."""
    return a_hall(db)


@pytest.fixture
def service(db: Database, hall: Hall, clock: Clock) -> Iterator[Service]:
    """Running since 8:00."""
    with running(db, clock) as service:
        yield service


@pytest.fixture
def plain_phone(service: Service) -> PlainPhone:
    """A phone that was never here."""
    return PlainPhone(service.url)
