"""Reports: what a collection holds of what its sites named, as values and as a page."""
