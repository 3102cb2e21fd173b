"""The keyword scorer: from tokens over phrases and stances to verdicts."""
