"""newscrawl: a news crawler and archiver whose records prove their bytes."""
