"""Supervision: orders, marks, and the means of law towards enterprises."""
