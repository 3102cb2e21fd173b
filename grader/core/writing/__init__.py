"""A rubric as people write it: safe YAML, its places, and what must hold of it."""
