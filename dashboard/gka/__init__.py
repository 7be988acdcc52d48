"""Page GKA regionaal: the three pictures of a municipality or own region, and the reader's own file beside them."""
