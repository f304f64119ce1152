"""How teachers, teaching points and rooms are called in the window."""

from partyschool.domain.pool import PoolAction
from partyschool.domain.terms import PointKind, TeacherKind
from partyschool.ui.tokens import Tone

TEACHER_KINDS: dict[str, tuple[str, Tone]] = {
    TeacherKind.LEADER: ("领导干部", Tone.ACCENT),
    TeacherKind.EXPERT: ("专家教授", Tone.BETWEEN),
    TeacherKind.ROLE_MODEL: ("身边榜样", Tone.DONE),
    TeacherKind.OTHER: ("其他", Tone.PLAIN),
}
# The kinds of teaching points have the school's own words (services.word_lists); here only their colours.
POINT_TONES: dict[str, Tone] = {
    PointKind.PARTY_SPIRIT: Tone.ACCENT,
    PointKind.MODEL_VILLAGE: Tone.DONE,
    PointKind.INDUSTRY: Tone.BETWEEN,
    PointKind.PRACTICE: Tone.PLAIN,
    PointKind.WARNING: Tone.WATCH,
    PointKind.PENDING: Tone.MUTED,
}
POOL_ACTIONS: dict[str, tuple[str, Tone]] = {
    PoolAction.JOIN: ("入库", Tone.BETWEEN),
    PoolAction.RENEW: ("续聘", Tone.DONE),
    PoolAction.LEAVE: ("出库", Tone.MUTED),
}
WAITING = ("待登记", Tone.WATCH)
TRAINING_FORMS = {"lessons": "培训", "visit": "考察"}


def kind_choices(kinds: dict[str, tuple[str, Tone]]) -> list[tuple[str, str]]:
    """Word and value of each, for a drop-down."""
    return [(word, kind) for kind, (word, _) in kinds.items()]
