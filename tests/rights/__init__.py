"""Who may see and do what: every address, every person, and nobody who complained named to the firm."""
