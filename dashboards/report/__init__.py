"""The report of a period: how its objectives ended, what moved meanwhile, what was learned and decided."""
