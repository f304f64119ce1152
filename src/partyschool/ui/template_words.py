"""Chinese words of certificate templates: kinds of class, fonts, colours, how words stand in their field."""

from partyschool.domain.certificate_template import Align, FieldKind

ROLES = (
    ("小标宋", "title"),
    ("黑体", "hei"),
    ("细黑体", "small"),
    ("楷体", "kai"),
    ("仿宋", "fang"),
    ("宋体", "song"),
)
COLOURS = (("红", "A8201A"), ("墨黑", "16181C"), ("灰", "4A4F57"), ("浅灰", "8A8F98"), ("金", "B08A3A"))
OTHER_COLOUR = "other"
ALIGNS = {
    Align.LEFT: "左对齐",
    Align.CENTER: "居中",
    Align.RIGHT: "右对齐",
    Align.JUSTIFY: "两端对齐",
    Align.UNDER: "跟着落款居中",
}
ABOUT = {
    FieldKind.TITLE: "空着用设置里的标题。",
    FieldKind.NUMBER: "编号发证时自动给出；框里的字印在它前面。",
    FieldKind.NOTE: "只在补发的证书上印“补发”和日期。",
    FieldKind.BODY: "字号从大到小试到排得下；最小也排不下就不印，并说明原因。",
    FieldKind.PRINCIPAL: "设置里写了校长姓名就印姓名，没有就留一条线签名。",
    FieldKind.ISSUER: "设置里的证书落款，太长时缩小。",
    FieldKind.DATED: "发证日期。",
    FieldKind.CODE: "手机和核验窗口扫它，至少 28 毫米见方。",
    FieldKind.PHOTO: "发证时贴照片或印照片的位置。",
    FieldKind.SEAL: "留给公章的圆，只在这里显示，不印出来。",
    FieldKind.TEXT: "里面可以插入姓名、班次；按 Delete 删去。",
    FieldKind.PICTURE: "自己加的图片，比如校徽；不要放印章图片。",
}
EMPTY_WORDS = {
    FieldKind.NUMBER: "编号前面的字，比如“编号：”",
    FieldKind.TEXT: "写文字，或插入姓名、班次",
}
WORDS_LABELS = {FieldKind.TITLE: "标题", FieldKind.BODY: "正文", FieldKind.NUMBER: "编号前的字"}
KEYS = (
    "点一下选中，按住 Shift 点或拉框选多个。\n"
    "拖动移动，拉小方块改大小；方向键每次 0.5 毫米，加 Shift 5 毫米。\n"
    "Tab 换下一个栏目，Delete 删去，Ctrl+Z 撤销。"
)
