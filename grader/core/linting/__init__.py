"""What may be wrong with a rubric that can be read."""
