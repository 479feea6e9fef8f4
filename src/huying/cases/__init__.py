"""Complaints and requests from receipt to close 诉求."""
