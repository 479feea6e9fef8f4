"""Leadership 组织领导: plans and breakthrough projects, leading groups, major problems, and visits to compounds."""
