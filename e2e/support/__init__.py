"""What the demonstration, the end-to-end tests and the benchmark share. Standard library only, but for `signatures`."""
