"""The vendors' dialects, each in a package of its own: names, XML, statuses, codes, and which rules apply."""
