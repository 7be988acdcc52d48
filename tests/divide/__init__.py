"""Page Verdeeltafel: the matrix, claims, and what if."""
