"""The way in: request forms, the snippet for a foreign site, and what arrives through them."""
