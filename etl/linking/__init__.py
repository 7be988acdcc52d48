"""What etl/match.py is made of: the register's side and the row's side, names that compare, the rules, the words."""
