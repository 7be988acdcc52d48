"""Page Partner: the place of one partner: its rows on a map, doubts, what fades when, facts, gaps, its file back."""
