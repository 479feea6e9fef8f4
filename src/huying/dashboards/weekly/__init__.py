"""The digest of hot matters, a week on a page 热点周报."""
