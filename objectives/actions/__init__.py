"""What happens to periods, objectives and key results: each in one transaction, each leaving its trace."""
