"""A small blog of our own and a second host that one of its articles goes on at, served on loopback.

It has what real WordPress.com blogs have; it knows nothing of the archive that reads it.
"""
