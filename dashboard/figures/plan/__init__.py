"""The plan of the next schools: which schools bring most need under demands, what each demand costs, how firm it is.

Pure numpy and scipy: schools are rows in the order of school_id. Method and sources: docs/method.md, "Planner".
"""
