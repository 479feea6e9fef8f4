"""Pages of supervision at the desk 督办页面."""
