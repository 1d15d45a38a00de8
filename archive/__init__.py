"""The archive: what is kept, how it is queried and exported. Needs neither Scrapy nor trafilatura."""
