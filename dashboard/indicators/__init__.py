"""Pages Indicatoren and Begrippen: each figure with all that must be known of it, and the words of this field."""
