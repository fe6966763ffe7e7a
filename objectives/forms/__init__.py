"""What people type about periods, objectives and key results: cleaned and explained, never saved."""
