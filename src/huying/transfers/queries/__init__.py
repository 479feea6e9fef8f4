"""Questions put to transfers."""
