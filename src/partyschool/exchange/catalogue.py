"""Every kind of import by its name on the command line."""

from partyschool.exchange.attendance import ATTENDANCE
from partyschool.exchange.cadres import CADRES
from partyschool.exchange.people_records import EXEMPTIONS, HOURS
from partyschool.exchange.plan_lists import COURSES, PLAN
from partyschool.exchange.roster_kind import ROSTER
from partyschool.exchange.school_lists import ORGANIZATIONS, SITES, TEACHERS

TABLE_KINDS = {
    kind.key: kind
    for kind in (ROSTER, CADRES, ATTENDANCE, HOURS, TEACHERS, SITES, EXEMPTIONS, ORGANIZATIONS, COURSES, PLAN)
}
KIND_TITLES = {**{key: kind.title for key, kind in TABLE_KINDS.items()}, "class": "培训班工作簿"}
