"""Page Verdeeltafel: schools by need and partners, claims of partners on them, clashes, and what if."""
