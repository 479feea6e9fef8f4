"""Questions put to joint conferences 联席会议查询."""
