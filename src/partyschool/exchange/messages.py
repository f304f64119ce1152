"""The sentences about rows: what is wrong, and what to do."""

from __future__ import annotations

from partyschool.services.import_rows import Finding

# code → the cause in a few words (for the list of causes), and what to do about it
WORDS: dict[str, tuple[str, str]] = {
    "name_missing": ("姓名空着", "请补上姓名。"),
    "name_invalid": ("姓名超过 50 个字", "请核对，可能是把别的内容填进了姓名栏。"),
    "name_remark": ("姓名旁边的记号或括注没有算进姓名", "请核对；确属姓名的一部分请在人员页改正。"),
    "id_length": ("身份证号位数不对", "应是 18 位（旧号 15 位），请对照原件改正。"),
    "id_truncated": ("身份证号被表格截断", "表格只保留了前 15 位，后几位已丢失。请把这一格设为文本，重新填写。"),
    "id_checksum": ("身份证号校验不符", "可能抄错了一位，或末位 X 写成了别的字。请对照原件改正。"),
    "id_area": ("身份证号地区不存在", "前两位不是省级代码，请对照原件改正。"),
    "id_birth_date": ("身份证号里的出生日期不存在", "第 7 到 14 位不是真实的日期，请对照原件改正。"),
    "id_missing": ("没有身份证号，请确认是谁", "没有身份证号就不能自动判断是不是同一个人。请补上号码，或确认是新人。"),
    "id_upgraded_15": ("15 位旧身份证号，已换成 18 位", "已补成 18 位并记为待核，请对照新证核对。"),
    "date_unreadable": ("日期认不出来", "请写成 1965-03-01 或 1965.03 这样的日期。"),
    "date_ambiguous": (
        "分不清是 1 月还是 10 月",
        "数字 1990.10 会变成 1990.1；暂按 1 月，请核对并写成 1990.01 或 1990-10。",
    ),
    "time_unreadable": ("时间认不出来", "请写成 2025-06-16 08:30 或 08:30 这样的时间。"),
    "number_unreadable": ("数字认不出来", "请只填数字，学时精确到 0.5。"),
    "sex_differs_from_id": ("性别和身份证号不一致", "两者都照原样保留，请核对。"),
    "birth_differs_from_id": ("出生日期和身份证号不一致", "两者都照原样保留，请核对（档案日期可以与证件不同）。"),
    "phone_invalid": ("电话号码不对", "照原样保留，请核对。"),
    "unit_unknown": ("单位认不出来", "请填写党支部或村的全名。"),
    "unit_new": ("新出现的单位，将一并建立", "如果是已有单位的另一种写法，请先改成一致再导入。"),
    "unit_kind_unknown": ("单位类别认不出来", "请填市、镇街、联村党委、村（社区）、部门单位或党支部。"),
    "code_taken": ("代码已经是别的单位的", "一个代码只能有一个单位，请核对；单位换了名称请在“党组织”页更名。"),
    "parent_kind": ("上级下面不能放这一类单位", "村放在镇街或联村党委下面，党支部放在村或单位下面，请核对类别和上级。"),
    "own_parent": ("上级是它自己或它的下级", "请改成它上面的单位。"),
    "above_differs": ("上级和登记的不同，没有改", "换了上级请在“党组织”页办理“调整隶属”，以前的年份才不会变。"),
    "closed_kept": ("已撤并的单位不导入", "撤并请在“党组织”页办理，写明日期和去向。"),
    "founded_date": ("成立日期不对", "不能在今天之后，也不能早于上级成立的日期。"),
    "kind_unknown": ("人员类别认不出来", "请填正式党员、预备党员、发展对象、入党积极分子、入党申请人或群众。"),
    "value_unknown": ("内容认不出来", "这一格没有采用或按字面保留，请核对。"),
    "same_name_same_branch": ("同名同支部，请确认是否同一人", "没有写入。请确认是同一个人还是另一个人。"),
    "name_changed": ("姓名和登记的不同", "身份证号相同，姓名将改为表里的，请核对。"),
    "name_differs": ("姓名和登记的不同", "以身份证号为准，请核对是否填错了人。"),
    "left_register": ("这个人已经减少，不在册", "花名册里写着正常，没有自动恢复。确已恢复请在人员页办理。"),
    "event_kept": (
        "已有登记日期的变动，按变动登记保留",
        "表里如是以前的情况，不用管；确有新变动，请在人员页登记。",
    ),
    "column_unknown": ("不认识的列，没有导入", "需要导入请在“调整对应的列”里指定。"),
    "person_unknown": ("没有这个人", "花名册里找不到这个身份证号，请核对号码（空着的请补上）或先导入花名册。"),
    "person_ambiguous": ("同名的不止一人", "请补上身份证号。"),
    "class_unknown": ("没有这个培训班", "请核对班次编号，或先导入培训班。"),
    "session_unknown": ("没有这个场次", "请核对场次的编号。"),
    "not_enrolled": ("不在参训名单里", "请先把他加入名单，或在培训班里允许临时参训。"),
    "class_locked": ("培训班已办结或认定，不能改", "请先在培训班页核对；认定后的学时只能冲正。"),
    "class_published": ("培训班已发布，不能再用文件更改", "请在培训班页里改，或先核对是不是选错了文件。"),
    "organiser_other": ("主办的是别的镇街党校", "按本校的班登记；如是别处的班，请改用“其他学习”导入。"),
    "organiser_unknown": ("不认识的主办党校", "只能导入本校或已登记党校的培训班；上级调训请用“其他学习”导入。"),
    "sign_out_early": ("签退早于签到", "请核对两个时间。"),
    "sign_in_date": ("签到日期不是场次那一天", "请核对日期。"),
    "attendance_differs": ("这一场已有不同的签到记录", "没有改动已有的记录。要改请在签到页作废后重录。"),
    "title_missing": ("职务空着", "请补上职务。"),
    "term_reversed": ("离任早于任职", "请核对两个日期。"),
    "post_twice": ("这个职务在同一时间已经登记过", "请核对日期；连任的先给上一任期写上离任日期。"),
    "post_open": ("任职日期空着", "按一直在任处理，请核对。"),
    "teacher_new": ("师资库里没有的授课人，按库外登记", "如在库内，请在师资页合并或改名。"),
    "teaching_point_new": ("新出现的教学点，按待定类别登记", "请在教学点页补上类别。"),
    "teacher_kind_unknown": ("授课人类别认不出来", "请填领导干部、专家教授、身边榜样或其他。"),
    "point_kind_unknown": ("教学点类别认不出来", "请填党性教育、特色村、产业基地、实践技能或警示教育。"),
    "form_unknown": ("教学形式认不出来", "请填规定动作、专题讲座、现场教学、研讨交流、观看视频或自选动作。"),
    "study_kind_unknown": (
        "学习类别认不出来",
        "请填三会一课、主题党日、灯塔大课堂、学习强国、上级调训、送学上门、网络或其他。",
    ),
    "study_dates": ("学习日期不对", "结束不能早于开始，不能在今天之后，也不能跨年度（跨年的请分两行）。"),
    "study_days": ("只有上级调训可以填天数", "其他学习只记学时，请清空天数。"),
    "year_unreadable": ("年度不对", "请写四位年份，如 2026。"),
    "day_to_come": ("日期在今天以后", "请核对日期。"),
    "year_closed": ("这个年度已经结转，不能再登记", "请改正年度；确实漏了要先在“设置 → 年度结转”里重新打开。"),
    "field_missing": ("必填的内容空着", "请补上。"),
    "session_days": ("同一场次写了不同的日期", "场次在整个班次里连续编号，每个半天一个数。"),
    "session_times": ("场次时间不对", "请按 08:30-11:30 填写，结束要晚于开始。"),
    "course_title_missing": ("课程题目空着", "请补上题目。"),
    "course_unclear": ("这门课写得不全或太长", "请核对题目、学时和标签。"),
    "course_teacher_unknown": ("师资库里没有这位教师", "课程照样写入，请先登记教师，再在课程里选上。"),
    "module_unknown": ("课程模块认不出来", "请填通识教育、专业教育或专题教育，别的模块先在设置的“预设名目”里新增。"),
    "class_title_missing": ("班次名称空着", "请补上班次名称。"),
    "audience_missing": ("培训对象空着", "计划里的每一行都要写明培训谁，请补上。"),
    "months_missing": ("时间安排空着", "请写明安排在哪几个月，如 3月、5—6月。"),
    "months_unreadable": ("月份认不出来", "月份是 1 到 12，请写成 3月、5—6月、上半年、二季度这样。"),
    "months_date": ("月份被表格变成了日期", "暂按这个日期的月份，请核对；几个月请写成“3—5月”，并把这一格设为文本。"),
    "plan_row_unclear": ("这一行的数字或文字不对", "请核对年度、期数、天数、学时，过长的文字请写短些。"),
    "course_unknown": ("课程库里没有这门课", "这一行照样写入，请先登记课程，再在计划里选上。"),
    "point_unknown": ("没有登记这个教学点", "先按地点写入，请在教学点页登记后再在计划里选上。"),
    "row_skipped": ("已跳过", "按您的决定，这一行不写入。"),
}


def words_of(code: str) -> str:
    """The cause in a few words."""
    return WORDS[code][0] if code in WORDS else code


def advice_of(code: str) -> str:
    """What to do about it."""
    return WORDS[code][1] if code in WORDS else ""


def level_of(finding: Finding) -> str:
    """error: the row is not written. warning: it is."""
    return "error" if finding.is_error else "warning"


def message_of(code: str, row: int, label: str, value: str, sheet: str = "") -> str:
    """Row, column and the value as read, what is wrong and what to do."""
    place = f"“{sheet}”第 {row} 行" if sheet else f"第 {row} 行"
    read = f"“{value}”" if value else ""
    return f"{place}{''.join(label.split())}{read}：{words_of(code)}。{advice_of(code)}"
