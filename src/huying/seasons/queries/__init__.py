"""Questions put to duty, holidays, season plans and events."""
