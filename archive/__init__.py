"""The archive: what is kept, how it is queried and exported. Needs no Scrapy, no trafilatura."""
