"""Forms of leadership 组织领导表单."""
