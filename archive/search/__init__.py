"""A query to hits in articles and comments, facets and concordances, the same on both databases.

vaccine rumours          both words        NEAR(measles school, 5)
"waiting room"           a phrase          title:vaccin* author:reed
vaccine OR (flu NOT bird)                  tag:"Digital Health" date:2015..2020 comments:>5
"""

from archive.search.grammar import FIELDS as FIELDS
from archive.search.hits import Hit as Hit
from archive.search.hits import count as count
from archive.search.hits import hit_ids as hit_ids
from archive.search.hits import matching_articles as matching_articles
from archive.search.hits import newest as newest
from archive.search.hits import search as search
from archive.search.marks import END as END
from archive.search.marks import START as START
from archive.search.marks import bracketed as bracketed
from archive.search.marks import pieces as pieces
