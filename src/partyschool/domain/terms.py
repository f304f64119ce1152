"""The closed lists of the field: English values in data, Chinese labels where they are shown."""

from enum import StrEnum


class Tier(StrEnum):
    """Tier of a Party school (层级)."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"


class UnitKind(StrEnum):
    """Kind of a unit in the tree city → town → (联村党委) → village → branch."""

    CITY = "city"
    TOWN = "town"
    JOINT = "joint"
    VILLAGE = "village"
    DEPARTMENT = "department"
    BRANCH = "branch"


class UnitDomain(StrEnum):
    """领域: 农村, 社区, 机关, “两新”组织, 学校; empty where nobody has said."""

    RURAL = "rural"
    COMMUNITY = "community"
    OFFICE = "office"
    TWO_NEW = "two_new"
    SCHOOL = "school"


class UnitChangeKind(StrEnum):
    """What a change of units is: 更名, 并入, 分设, 调整隶属, 撤销."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    CLOSE = "close"


class Grouping(StrEnum):
    """By what the lines of a year are told: 镇街, 联村党委, 村（单位）, 党支部 or 领域."""

    TOWN = "town"
    JOINT = "joint"
    UNIT = "unit"
    BRANCH = "branch"
    DOMAIN = "domain"


class Structure(StrEnum):
    """By which units a year is told: 按年末建制 or 按当时建制, as they were before the year's changes."""

    YEAR_END = "year-end"
    THEN = "then"


class PersonKind(StrEnum):
    """人员类别. Only the first two carry a yearly requirement."""

    FULL = "full"
    PROBATIONARY = "probationary"
    DEVELOPMENT = "development"
    ACTIVIST = "activist"
    APPLICANT = "applicant"
    MASSES = "masses"


MEMBER_KINDS = frozenset({PersonKind.FULL, PersonKind.PROBATIONARY})
GUEST = "guest"  # in the place of a kind: of another computer's register, here only to be signed in


class LeftReason(StrEnum):
    """Why a person left the register (减少)."""

    DEATH = "death"
    LEFT_PARTY = "left_party"
    REMOVED = "removed"
    SUSPENDED = "suspended"
    TRANSFERRED = "transferred"
    OTHER = "other"


class TeacherKind(StrEnum):
    """The three kinds of the teacher pool (师资库)."""

    LEADER = "leader"
    EXPERT = "expert"
    ROLE_MODEL = "role_model"
    OTHER = "other"


class PointKind(StrEnum):
    """The five kinds of teaching points (教学点), and one not yet decided (待定)."""

    PARTY_SPIRIT = "party_spirit"
    MODEL_VILLAGE = "model_village"
    INDUSTRY = "industry"
    PRACTICE = "practice"
    WARNING = "warning"
    PENDING = "pending"


class ClassState(StrEnum):
    """Life of a training class: draft → published → closed (办结) → confirmed (学时认定), or stopped on the way."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    CONFIRMED = "confirmed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class SessionState(StrEnum):
    """A half-day session as planned, or void because the class was stopped before it."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class LessonForm(StrEnum):
    """教学形式 of a row of the timetable."""

    FIXED = "fixed"
    LECTURE = "lecture"
    FIELD = "field"
    SEMINAR = "seminar"
    VIDEO = "video"
    FREE = "free"


class CourseModule(StrEnum):
    """The three course modules (通识、专业、专题)."""

    GENERAL = "general"
    PROFESSIONAL = "professional"
    SPECIAL = "special"


class StepKind(StrEnum):
    """5 fixed actions, 1 visit to a teaching point, N free actions."""

    FIXED = "fixed"
    FIELD = "field"
    FREE = "free"


class Way(StrEnum):
    """How an attendance came into the log."""

    PHONE = "phone"
    CARD = "card"
    TAP = "tap"
    PAPER = "paper"
    IMPORT = "import"


class AbsenceKind(StrEnum):
    """Why somebody enrolled is not there: 请假 or 缺勤."""

    LEAVE = "leave"
    ABSENT = "absent"


class StudyKind(StrEnum):
    """其他学习: what counts to the yearly hours besides school classes."""

    MEETING = "meeting"
    THEME_DAY = "theme_day"
    LIGHTHOUSE = "lighthouse"
    XUEXI = "xuexi"
    HIGHER = "higher"
    HOME = "home"
    ONLINE = "online"
    OTHER = "other"


class ContactWay(StrEnum):
    """How a branch got in touch with somebody away (联系、送学)."""

    PHONE = "phone"
    MESSAGE = "message"
    VISIT = "visit"
    POST = "post"
    ONLINE = "online"
    HOME = "home"
    OTHER = "other"


class CertificateState(StrEnum):
    """A certificate's number is never reused; its state tells what became of it."""

    VALID = "valid"
    REVIEW = "review"
    VOID = "void"
    REVOKED = "revoked"


class QuotaState(StrEnum):
    """Section 3 of the counting rules: the first that fits."""

    LEFT = "left"
    GUEST = "guest"
    NOT_MEMBER = "not_member"
    EXEMPT = "exempt"
    NOT_REQUIRED = "not_required"
    DUE = "due"


class Review(StrEnum):
    """Approval of other study and exemptions: only what is approved counts."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
