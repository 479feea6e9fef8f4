"""Residents' pages 居民端."""
