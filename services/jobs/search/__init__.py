"""Finding things by what somebody remembers of them: `words.py` folds texts, the rest is the one search box."""

from services.jobs.search.words import digits, folded, key, matches, terms

__all__ = ["digits", "folded", "key", "matches", "terms"]
