"""Forms of duty, holidays, season plans and events."""
