"""Duty, holidays, season plans and events."""
