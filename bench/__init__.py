"""What the dashboard costs beside other ways to make one: `python -m bench`, and `bench.load`, `bench.start`."""
