"""Leadership: plans, groups, major problems and visits."""
