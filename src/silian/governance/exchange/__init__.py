"""Spreadsheets of governance: columns declared once, and what they say together."""
