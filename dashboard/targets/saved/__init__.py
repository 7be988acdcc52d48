"""Saved lists of page Doelscholen: kept, shown, compared with now, exported."""
