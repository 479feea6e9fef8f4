"""What may be done to cases, each through its one door."""
