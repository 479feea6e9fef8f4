"""Desk pages of cases 诉求页面."""
