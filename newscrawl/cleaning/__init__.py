"""Cleaning: the article's own text, freed of what the page put into it."""
