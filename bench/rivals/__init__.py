"""The same four tasks as others would do them, each in its own environment: its packages stand beside it as a .txt."""
