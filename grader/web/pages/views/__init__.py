"""What the pages show, as plain values: from a record and its rubric to lines of text. Pure."""
