"""Questions put to cases."""
