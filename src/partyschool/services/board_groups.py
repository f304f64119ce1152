"""Other lines of the quota board than villages: the towns of a city, joint committees, the branches of a village."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from partyschool.domain.terms import Grouping, Tier
from partyschool.services.headcounts import key_by
from partyschool.services.quota_rows import QuotaBoard
from partyschool.services.schools import home_school
from partyschool.services.unit_titles import titles_with_town
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database

FIRST = {Tier.CITY: Grouping.TOWN, Tier.TOWN: Grouping.UNIT, Tier.VILLAGE: Grouping.BRANCH}


@dataclass(frozen=True, slots=True)
class BoardGroups:
    """In which line each person stands, the names of the lines in their order."""

    keys: dict[int, Hashable]
    names: dict[Hashable, str]


def board_groups(db: Database, board: QuotaBoard, grouping: Grouping) -> BoardGroups:
    """Everybody is in exactly one line, so that the lines add up; people without such a unit share one."""
    with db.read() as session:
        tree = load_tree(session, board.as_of)
        key_of = key_by(tree, grouping)
        keys: dict[int, Hashable] = {row.person_id: key_of(row) for row in board.rows}
        used = set(keys.values())
        titles = titles_with_town(tree)
        names: dict[Hashable, str] = {
            node.id: titles.get(node.id, node.name) for _, node in tree.in_order() if node.id in used
        }
    return BoardGroups(keys, names | ({None: ""} if None in used else {}))


def first_grouping(db: Database) -> Grouping:
    """What a school of this tier looks at first: a city its towns, a town its villages, a village its branches."""
    return FIRST[Tier(home_school(db).tier)]
