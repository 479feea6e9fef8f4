"""Notices to people who work here 通知: told once, read at the desk, sent on by the ways each chose."""
