"""The scraper: crawls blogs and reads their pages into the archive."""
