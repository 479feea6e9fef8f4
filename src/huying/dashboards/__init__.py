"""Read-only pages over everything 总览."""
