"""The synthetic city 演示城市."""
