"""The application's one style sheet, with $NAMES filled in from the tokens.

Kinds are dynamic properties: `cls` for frames, `kind` for buttons and labels, `tone` for colour, `on` for switched on.
"""

SHEET = """
QMainWindow, QDialog, QWidget[cls="page"] { background: $PAGE; }
QDialog[cls="plain"], QWidget[cls="white"] { background: $CARD; }
QWidget[cls="clear"], QScrollArea, QScrollArea > QWidget > QWidget[cls="clear"] { background: transparent; border: 0; }
QFrame[cls="navigation"] { background: $NAVIGATION; border: 0; border-right: 1px solid $CARD_LINE; }
QFrame[cls="card"] { background: $CARD; border: 1px solid $CARD_LINE; border-radius: ${RADIUS_CARD}px; }
QFrame[cls="card"][on="true"] { border-color: $ACCENT; }
QFrame[cls="sunk"] { background: $SUNK; border: 1px solid $HAIRLINE; border-radius: ${RADIUS_CONTROL}px; }
QFrame[cls="strip"] { background: $TRACK; border: 0; border-radius: ${RADIUS_CARD}px; }
QFrame[cls="line"] { background: $HAIRLINE; border: 0; max-height: 1px; min-height: 1px; }
QFrame[cls="line"][tone="strong"] { background: $CARD_LINE; }
QFrame[cls="head"] { border: 0; border-bottom: 1px solid $HAIRLINE; }
QFrame[cls="foot"] { border: 0; border-top: 1px solid $CARD_LINE; }
QFrame[cls="bar-foot"] { background: $SUNK; border: 0; border-top: 1px solid $CARD_LINE;
    border-bottom-left-radius: 7px; border-bottom-right-radius: 7px; }
QFrame[cls="bar-head"] { background: $CARD; border: 0; border-bottom: 1px solid $CARD_LINE; }
QFrame[cls="side-left"] { background: $CARD; border: 0; border-right: 1px solid $CARD_LINE; }
QScrollArea[cls="side-right"] { background: $CARD; border: 0; border-left: 1px solid $CARD_LINE; }
QFrame[cls="status"] { background: $SUNK; border: 0; border-top: 1px solid $CARD_LINE; }
QFrame[cls="rule"] { background: $CARD_LINE; border: 0; margin: 0 6px; min-width: 1px; max-width: 1px; }
QFrame[cls="notice"] { border-radius: ${RADIUS_CONTROL}px; border: 1px solid $CARD_LINE; background: $SUNK; }
QFrame[cls="notice"][place="page"] { margin: 12px 24px 0 24px; }
QFrame[cls="notice"][tone="watch"] { background: $WATCH_SOFT; border-color: #EBD49B; }
QFrame[cls="notice"][tone="error"] { background: $ERROR_SOFT; border-color: #F0C3A4; }
QFrame[cls="notice"][tone="done"] { background: $DONE_SOFT; border-color: #C9E0D3; }
QFrame[cls="notice"][tone="between"] { background: $BETWEEN_SOFT; border-color: #CCD9E4; }

QFrame[cls="desk-head"] { background: $CARD; border: 0; border-bottom: 1px solid $CARD_LINE; }
QFrame[cls="roll-head"] { background: $SUNK; border: 0; border-bottom: 1px solid $CARD_LINE; }
QFrame[cls="doubt"] { background: #FFFDF7; border: 1px solid #EBD49B; border-left: 4px solid $WATCH;
    border-top-right-radius: ${RADIUS_CONTROL}px; border-bottom-right-radius: ${RADIUS_CONTROL}px; }

QLabel { background: transparent; border: 0; }
QLabel[kind="clock"] { font-size: 30px; font-weight: 700; }
QLabel[kind="title"] { font-size: ${FONT_TITLE}px; font-weight: 700; }
QLabel[kind="welcome-title"] { font-size: 24px; font-weight: 700; }
QLabel[kind="dialog-title"] { font-size: ${FONT_DIALOG}px; font-weight: 700; }
QLabel[kind="section"] { font-size: ${FONT_SECTION}px; font-weight: 700; }
QLabel[kind="strong"] { font-weight: 700; }
QLabel[kind="user"] { font-size: ${FONT_CAPTION}px; font-weight: 700; }
QLabel[kind="second"] { color: $TEXT_2; }
QLabel[kind="caption"] { color: $TEXT_2; font-size: ${FONT_CAPTION}px; }
QLabel[kind="third"] { color: $TEXT_3; font-size: ${FONT_CAPTION}px; }
QLabel[kind="small"] { color: $TEXT_3; font-size: ${FONT_THIRD}px; }
QLabel[kind="segment-figure"] { font-size: 16px; font-weight: 700; }
QLabel[kind="figure"] { font-size: ${FONT_FIGURE}px; font-weight: 700; }
QLabel[kind="panel-figure"] { font-size: ${FONT_PANEL_FIGURE}px; font-weight: 700; }
QLabel[tone="done"] { color: $DONE; } QLabel[tone="watch"] { color: $WATCH; } QLabel[tone="error"] { color: $ERROR; }
QLabel[tone="between"] { color: $BETWEEN; } QLabel[tone="accent"] { color: $ACCENT; }
QLabel[tone="muted"] { color: $TEXT_3; }
QLabel:disabled { color: $DISABLED; }

QPushButton { background: $CARD; border: 1px solid $CONTROL_LINE; border-radius: ${RADIUS_CONTROL}px; padding: 0 14px;
    min-height: 32px; max-height: 32px; }
QPushButton:hover { background: $SUNK; border-color: $DISABLED; }
QPushButton:pressed { background: $TRACK; }
QPushButton:disabled { background: $SUNK; border-color: $CARD_LINE; color: $DISABLED; }
QPushButton[kind="primary"] { background: $ACCENT; border-color: $ACCENT; color: $CARD; font-weight: 700; }
QPushButton[kind="primary"]:hover { background: $ACCENT_HOVER; border-color: $ACCENT_HOVER; }
QPushButton[kind="primary"]:pressed { background: $ACCENT_PRESSED; border-color: $ACCENT_PRESSED; }
QPushButton[kind="primary"]:disabled { background: $TRACK; border-color: $TRACK; color: $DISABLED; }
QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent; padding: 0 10px; color: $TEXT_2; }
QPushButton[kind="flat"]:hover { background: $HAIRLINE; color: $TEXT_1; }
QPushButton[kind="flat"]:disabled { color: $DISABLED; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; padding: 0; color: $ACCENT;
    min-height: 22px; max-height: 22px; }
QPushButton[kind="link"]:hover { color: $ACCENT_PRESSED; text-decoration: underline; }
QPushButton[kind="link"]:disabled { color: $DISABLED; }
QPushButton[kind="link"][tone="second"] { color: $TEXT_2; padding: 0; }
QPushButton[kind="link"][size="caption"] { font-size: ${FONT_CAPTION}px; }
QPushButton[kind="figure"] { background: transparent; border: 1px solid transparent; padding: 0; min-height: 46px;
    max-height: 46px; }
QPushButton[kind="figure"]:hover { background: $HAIRLINE; }
QPushButton[kind="figure"]:focus { border: 2px solid $FOCUS; padding: 0; min-height: 44px; max-height: 44px; }
QPushButton[kind="icon"] { background: transparent; border: 1px solid transparent; padding: 0; min-width: 30px;
    max-width: 30px; min-height: 30px; max-height: 30px; }
QPushButton[kind="icon"]:hover { background: $HAIRLINE; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[kind="nav"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 0 12px;
    font-size: 14px; color: #4A433D; min-height: 38px; max-height: 38px; }
QPushButton[kind="nav"]:hover { background: #E8E4DD; }
QPushButton[kind="nav"]:checked { background: $CARD; border-color: $CARD_LINE; color: $ACCENT; font-weight: 700; }
QPushButton[kind="segment"] { background: transparent; border: 1px solid transparent; padding: 0 14px; color: $TEXT_2; }
QPushButton[kind="segment"]:hover { background: #F3EFEA; }
QPushButton[kind="segment"]:checked { background: $CARD; border-color: $CONTROL_LINE; }
QPushButton[kind="tab"] { background: transparent; border: 0; border-radius: 0; padding: 0 3px; color: $TEXT_2;
    font-size: 14px; border-bottom: 2px solid transparent; min-height: 38px; max-height: 38px; }
QPushButton[kind="tab"]:hover { color: $TEXT_1; }
QPushButton[kind="tab"]:checked { border-bottom: 2px solid $ACCENT; color: $TEXT_1; font-weight: 700; }
QPushButton[kind="choice"] { text-align: left; min-height: 56px; max-height: 56px; border-radius: ${RADIUS_CARD}px; }
QPushButton[kind="choice"]:checked { background: $ACCENT_SOFT; border: 2px solid $ACCENT; padding: 0 13px;
    min-height: 54px; max-height: 54px; }
QPushButton:focus, QPushButton[kind="primary"]:focus { border: 2px solid $FOCUS; padding: 0 13px;
    min-height: 30px; max-height: 30px; }
QPushButton[kind="flat"]:focus { border: 2px solid $FOCUS; padding: 0 9px; }
QPushButton[kind="link"]:focus { border: 2px solid $FOCUS; padding: 0; min-height: 20px; max-height: 20px; }
QPushButton[kind="icon"]:focus { border: 2px solid $FOCUS; padding: 0; min-width: 28px; max-width: 28px;
    min-height: 28px; max-height: 28px; }
QPushButton[kind="nav"]:focus, QPushButton[kind="nav"]:checked:focus { border: 2px solid $FOCUS; padding: 0 11px;
    min-height: 36px; max-height: 36px; }
QPushButton[kind="tab"]:focus { border: 2px solid $FOCUS; border-bottom-color: $ACCENT; border-radius: 4px;
    padding: 0 1px; min-height: 36px; max-height: 36px; }
QPushButton[kind="choice"]:focus { border: 2px solid $FOCUS; padding: 0 13px; min-height: 54px; max-height: 54px; }
QPushButton[kind="choice"]:checked:focus { border: 2px solid $ACCENT; }

QLineEdit, QDateEdit, QTimeEdit, QDateTimeEdit, QSpinBox, QDoubleSpinBox { background: $CARD;
    border: 1px solid $CONTROL_LINE; border-radius: ${RADIUS_CONTROL}px; padding: 0 11px;
    min-height: 32px; max-height: 32px; selection-background-color: $ACCENT; selection-color: $CARD; }
QPlainTextEdit, QTextEdit, QListWidget, QTreeView { background: $CARD; border: 1px solid $CONTROL_LINE;
    border-radius: ${RADIUS_CONTROL}px; padding: 6px 8px; selection-background-color: $ACCENT; selection-color: $CARD; }
QTreeView, QListWidget { padding: 4px; outline: 0; }
QTreeView::item, QListWidget::item { min-height: 28px; border-radius: 4px; padding: 0 6px; }
QTreeView::item:hover, QListWidget::item:hover { background: $SUNK; }
QTreeView::item:selected, QListWidget::item:selected { background: $ACCENT_SOFT; color: $TEXT_1; }
QLineEdit:focus, QDateEdit:focus, QTimeEdit:focus, QDateTimeEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QPlainTextEdit:focus, QTextEdit:focus, QTreeView:focus, QListWidget:focus { border: 1px solid $ACCENT; }
QTextBrowser[cls="bare"], QTextBrowser[cls="bare"]:focus, QListWidget[cls="bare"], QListWidget[cls="bare"]:focus,
QTreeView[cls="bare"], QTreeView[cls="bare"]:focus { border: 0; padding: 0; }
QLineEdit[kind="scanned"], QLineEdit[kind="scanned"]:read-only { font-size: 18px; min-height: 40px; max-height: 40px;
    background: $CARD; border: 2px solid $CONTROL_LINE; }
QLineEdit[kind="scanned"][tone="done"]:read-only { background: #F3F9F5; border: 2px solid #1B6B3A; }
QLineEdit[kind="roll"] { font-size: 18px; min-height: 36px; max-height: 36px; border-width: 2px; }
QLineEdit[kind="roll"]:focus { border: 2px solid $ACCENT; }
QLineEdit[tone="error"] { border: 1px solid $ERROR_LINE; background: #FFF9F5; }
QLineEdit[tone="watch"] { border: 1px solid $WATCH_FILL; background: #FFFCF4; }
QLineEdit:disabled, QDateEdit:disabled, QTimeEdit:disabled, QSpinBox:disabled, QPlainTextEdit:disabled,
QLineEdit:read-only { background: $SUNK; border-color: $CARD_LINE; }
QLineEdit:disabled, QSpinBox:disabled { color: $DISABLED; }
QLineEdit > QToolButton { border: 0; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QTimeEdit::up-button, QDateEdit::up-button,
QSpinBox::down-button, QDoubleSpinBox::down-button, QTimeEdit::down-button, QDateEdit::down-button {
    border: 0; background: transparent; width: 24px; height: 14px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QTimeEdit::up-arrow { image: url("$ICONS/chevron-up.svg");
    width: 11px; height: 11px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QTimeEdit::down-arrow { image: url("$ICONS/chevron-down.svg");
    width: 11px; height: 11px; }
QDateEdit::drop-down, QDateTimeEdit::drop-down { border: 0; width: 28px; height: 32px; subcontrol-origin: border;
    subcontrol-position: center right; }
QDateEdit::down-arrow, QDateTimeEdit::down-arrow { image: url("$ICONS/calendar.svg"); width: 15px; height: 15px; }

QComboBox { background: $CARD; border: 1px solid $CONTROL_LINE; border-radius: ${RADIUS_CONTROL}px; padding: 0 10px;
    min-height: 32px; max-height: 32px; }
QComboBox:hover { border-color: $DISABLED; }
QComboBox:disabled { background: $SUNK; border-color: $CARD_LINE; color: $DISABLED; }
QComboBox[on="true"] { background: $ACCENT_SOFT; border: 1px solid $ACCENT_LINE; color: $ACCENT; }
QComboBox:focus { border: 1px solid $ACCENT; }
QComboBox::drop-down { border: 0; width: 26px; }
QComboBox::down-arrow { image: url("$ICONS/chevron-down.svg"); width: 13px; height: 13px; }
QComboBox QLineEdit { border: 0; padding: 0; min-height: 28px; max-height: 28px; background: transparent; }
QComboBox QAbstractItemView { background: $CARD; border: 1px solid $CONTROL_LINE; padding: 4px; outline: 0;
    selection-background-color: $ACCENT_SOFT; selection-color: $ACCENT; }
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 6px; }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $DISABLED; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $DISABLED; border-radius: 4px; background: $CARD; }
QCheckBox::indicator:checked { background: $ACCENT; border-color: $ACCENT; image: url("$ICONS/check-white.svg"); }
QCheckBox::indicator:indeterminate { background: $ACCENT; border-color: $ACCENT; image: url("$ICONS/dash-white.svg"); }
QCheckBox::indicator:disabled { background: $TRACK; border-color: $CONTROL_LINE; }
QCheckBox::indicator:focus { border: 2px solid $FOCUS; width: 14px; height: 14px; }
QTreeView::indicator, QListWidget::indicator { width: 16px; height: 16px; border: 1px solid $DISABLED;
    border-radius: 4px; background: $CARD; }
QTreeView::indicator:checked, QListWidget::indicator:checked { background: $ACCENT; border-color: $ACCENT;
    image: url("$ICONS/check-white.svg"); }
QTreeView::indicator:indeterminate { background: $ACCENT; border-color: $ACCENT;
    image: url("$ICONS/dash-white.svg"); }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $DISABLED; border-radius: 8px;
    background: $CARD; }
QRadioButton::indicator:checked { border: 5px solid $ACCENT; width: 6px; height: 6px; }
QRadioButton::indicator:focus { border-color: $ACCENT; }

QTableView { border: 0; background: $CARD; gridline-color: transparent; outline: 0; border-radius: 7px;
    selection-background-color: transparent; }
QTableWidget { border: 1px solid $CONTROL_LINE; gridline-color: $CARD_LINE; }
QTableWidget::item:selected { background: $ACCENT_SOFT; color: $TEXT_1; }
QTableWidget > QWidget > QLineEdit { border: 0; border-radius: 0; padding: 0 4px; min-height: 0; }
QTableView[kind="totals"] { background: $SUNK; border-top: 1px solid $CONTROL_LINE; font-weight: 700;
    border-top-left-radius: 0; border-top-right-radius: 0; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: $SUNK; color: $TEXT_2; font-size: ${FONT_CAPTION}px; border: 0;
    border-bottom: 1px solid $CARD_LINE; padding: 0 12px; }
QHeaderView::section:first { border-top-left-radius: 7px; }
QHeaderView::section:last { border-top-right-radius: 7px; }
QHeaderView::section:only-one { border-top-left-radius: 7px; border-top-right-radius: 7px; }
QHeaderView[kind="square"]::section { border-radius: 0; }
QTableCornerButton::section { background: $SUNK; border: 0; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; border: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; border: 0; }
QScrollBar::handle:vertical { background: $CONTROL_LINE; border-radius: 3px; min-height: 32px; }
QScrollBar::handle:horizontal { background: $CONTROL_LINE; border-radius: 3px; min-width: 32px; }
QScrollBar::handle:hover { background: $DISABLED; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $TRACK; border: 0; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $ACCENT; border-radius: 3px; }
QMenu { background: $CARD; border: 1px solid $CONTROL_LINE; padding: 4px; }
QMenu::item { padding: 7px 24px 7px 12px; border-radius: 4px; }
QMenu::item:selected { background: $ACCENT_SOFT; color: $ACCENT; }
QMenu::item:disabled { color: $DISABLED; }
QMenu::separator { height: 1px; background: $HAIRLINE; margin: 4px 8px; }
QToolTip { background: $TEXT_1; color: $CARD; border: 0; padding: 5px 8px; font-size: ${FONT_CAPTION}px; }
QCalendarWidget QWidget { alternate-background-color: $SUNK; }
QCalendarWidget QToolButton { background: transparent; border: 0; padding: 4px 8px; }
QSplitter::handle { background: transparent; }
"""
