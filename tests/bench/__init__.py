"""What `make bench` measures: ratios taken side by side in one run, and never asserted."""
