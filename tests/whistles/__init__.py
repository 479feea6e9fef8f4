"""Tests of whistles."""
