"""Where every number comes from: its derivation, by the functions that computed it."""
