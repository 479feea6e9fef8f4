"""Forms of calculators and of versions of rules 规则表单."""
