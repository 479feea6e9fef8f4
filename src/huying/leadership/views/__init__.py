"""Pages of leadership 组织领导页面."""
