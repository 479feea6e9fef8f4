"""Questions put to supervision."""
