"""党员花名册 as a kind of import."""

from partyschool.exchange.kinds import Kind
from partyschool.exchange.roster import read_roster
from partyschool.exchange.roster_fields import FIELDS, TITLES, WANTED
from partyschool.services.roster import check_roster, write_roster

ROSTER = Kind("roster", "党员花名册", FIELDS, TITLES, WANTED, read_roster, check_roster, write_roster, unit="人")
