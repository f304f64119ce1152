"""What several measurements share."""

import pytest

from partyschool.paths import DataFolder
from tests.benchmarks.city import make_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A whole city's data, which takes a minute and a half to write."""
    folder = tmp_path_factory.mktemp("city")
    make_city(folder).close()
    return DataFolder(folder)
