"""Questions put to whistles."""
