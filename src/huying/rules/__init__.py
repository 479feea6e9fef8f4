"""The rulebook 规则: pure functions, each citing its article."""
