"""Views of the residents' pages 群众端页面."""
