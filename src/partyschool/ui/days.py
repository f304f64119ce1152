"""Dates in date fields; a field that may stay open shows its special text at its earliest day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit


def show_day(field: QDateEdit, day: date | None) -> None:
    """None is the field's earliest day, which it shows as 没有填."""
    field.setDate(field.minimumDate() if day is None else QDate(day.year, day.month, day.day))


def day_of(field: QDateEdit) -> date:
    """The day shown."""
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())


def day_or_none(field: QDateEdit) -> date | None:
    """The day shown, or None where nothing is filled in."""
    return None if field.date() == field.minimumDate() else day_of(field)
