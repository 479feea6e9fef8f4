"""Page shell, components, typed request, refusals."""
