"""What is declared as data: sources, editions, corrections, expectations."""
