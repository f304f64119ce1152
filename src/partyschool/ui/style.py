"""Dress the application: Fusion, fonts, palette, Qt's Chinese texts and the one style sheet."""

from string import Template

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from partyschool.paths import resource
from partyschool.ui import tokens
from partyschool.ui.style_sheet import SHEET

# A bare "Noto Sans CJK" would give Japanese forms, so the SC faces are asked for by that name.
FAMILIES = ["Microsoft YaHei UI", "微软雅黑 UI", "Noto Sans SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei"]
FONT_FILES = "NotoSansSC*.[ot]tf"


# Given to QApplication: `setStyle` would answer with a QStyle, whose 564 enum members take 8 ms to make.
ARGUMENTS = ("-style", "Fusion")


def dress(application: QApplication) -> None:
    """Everything at once, for an application that was made without ARGUMENTS (tests, self-test)."""
    application.setStyle("Fusion")
    dress_for_paint(application)
    speak_chinese(application)


def dress_for_paint(application: QApplication) -> None:
    """What the first window needs before it is painted."""
    load_fonts()
    application.setFont(body_font())
    application.setPalette(palette())
    application.setStyleSheet(style_sheet())


def speak_chinese(application: QApplication) -> None:
    """Qt's own buttons and menus, dates and the order of names in Chinese; they stay English otherwise."""
    QLocale.setDefault(QLocale("zh_CN"))
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)


def load_fonts() -> None:
    """Bring the program's own Chinese faces, so that a system without any still shows no boxes."""
    if "Microsoft YaHei UI" in QFontDatabase.families():
        return
    for path in sorted(resource("fonts").glob(FONT_FILES)):
        QFontDatabase.addApplicationFont(str(path))


def body_font() -> QFont:
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(tokens.FONT_BODY)
    if "Microsoft YaHei UI" not in QFontDatabase.families():
        # Noto is drawn for no hinting; YaHei on Windows needs its own.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def font(size: int = tokens.FONT_BODY, bold: bool = False) -> QFont:
    """A font of the application in pixels, for painted widgets; only two weights exist in the usual Chinese faces."""
    made = QFont(QApplication.font())
    made.setPixelSize(size)
    made.setBold(bold)
    return made


def palette() -> QPalette:
    """Text colours stand here and not in a `*` rule, which would also paint disabled text."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette(QColor(tokens.PAGE))
    colours = {
        role.Window: tokens.PAGE,
        role.Base: tokens.CARD,
        role.AlternateBase: tokens.SUNK,
        role.Button: tokens.CARD,
        role.Text: tokens.TEXT_1,
        role.WindowText: tokens.TEXT_1,
        role.ButtonText: tokens.TEXT_1,
        role.Highlight: tokens.ACCENT,
        role.HighlightedText: tokens.CARD,
        role.PlaceholderText: tokens.TEXT_3,
        role.Link: tokens.ACCENT,
        role.ToolTipBase: tokens.TEXT_1,
        role.ToolTipText: tokens.CARD,
    }
    for key, value in colours.items():
        made.setColor(key, QColor(value))
    for key in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(group.Disabled, key, QColor(tokens.DISABLED))
    return made


def style_sheet() -> str:
    names = {name: value for name, value in vars(tokens).items() if isinstance(value, str | int)}
    return Template(SHEET).substitute(names, ICONS=resource("icons").as_posix())


def mark(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and have the style sheet looked up again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def look_again(root: QWidget) -> None:
    """Have the style sheet read the dynamic properties of everything below once more."""
    for widget in root.findChildren(QWidget):
        if widget.property("kind") or widget.property("cls"):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
