"""Publishers' bytes to judged frames of text."""
