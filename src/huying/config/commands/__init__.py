"""One module a command; each says `SUMMARY`, adds its arguments, and runs."""
