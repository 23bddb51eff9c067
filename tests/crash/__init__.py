"""What happens when processes, networks and stores fail: simulated from a seed, and for real."""
