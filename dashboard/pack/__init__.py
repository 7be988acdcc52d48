"""The conversation pack: two pages to take along to a municipality, and what they say."""
