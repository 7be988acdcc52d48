"""Page Aanbod: the search, what fits, what adds to it, referrals."""
