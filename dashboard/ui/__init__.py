"""What pages are made of: pieces, side bar, tables, sentences, states."""
