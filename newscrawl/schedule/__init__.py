"""Schedule: when to look again at sources and articles; pure mathematics, times are given."""
