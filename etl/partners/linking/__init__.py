"""Links rows of partner files to school locations: both sides, names that compare, the rules, the words."""
