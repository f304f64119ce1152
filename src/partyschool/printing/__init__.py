"""Rows to PDF bytes."""
