"""How the main text is found: an outline of the page, numbers on its units, trees, a choice."""
