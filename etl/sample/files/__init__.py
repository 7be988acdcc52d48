"""The fictional world in the publishers' own formats."""
