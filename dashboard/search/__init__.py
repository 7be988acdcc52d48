"""Page Zoeken: schools, areas, partners, programmes, pages and terms by a name as people type it."""
