"""Questions put to closed months."""
