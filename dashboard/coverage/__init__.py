"""Page Dekking: coverage against need, per area, as map, table and matrix."""
