"""Versioned rule data with source and release 规则库."""
