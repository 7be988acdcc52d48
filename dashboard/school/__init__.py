"""Page School: one school in full, with its place among others, its partners, its likes, and what it asks for."""
