"""Finding a name as people type it: words that compare (words.py), and the index over them (index.py). Pure."""
