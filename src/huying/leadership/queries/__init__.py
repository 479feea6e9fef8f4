"""Questions put to leadership 组织领导查询."""
