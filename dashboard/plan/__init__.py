"""Page Planner: the schools to go to next, under which demands, what each demand costs, and how firm that is."""
