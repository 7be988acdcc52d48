"""The fictional world: land, people, schools."""
