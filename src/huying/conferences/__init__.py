"""Joint conferences 联席会议 with minutes and resolutions (ADR 0024)."""
