"""Small programs for people who work on Huying; nothing here is part of the package."""
