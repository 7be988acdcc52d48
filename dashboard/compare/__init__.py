"""Page Wijken vergelijken: areas beside each other, their benchmark, twins, periods and schools."""
