"""Pages on which periods, objectives and key results are made and changed."""
