"""An answer's text: turns, the model's view, sentences with exact offsets."""
