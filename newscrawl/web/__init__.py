"""Web: a collection over HTTP."""
