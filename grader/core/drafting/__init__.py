"""From an article to a draft rubric, without a model."""
