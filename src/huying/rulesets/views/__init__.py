"""Pages of rules: calculators of the desk, versions, numbers 规则页面."""
