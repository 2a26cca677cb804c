"""Which captures show the same article."""
