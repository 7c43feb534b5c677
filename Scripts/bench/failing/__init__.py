"""Trials of what happens to an experiment's results when something goes wrong: for us and for peers."""
