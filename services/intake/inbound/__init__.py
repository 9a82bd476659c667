"""Inbound mail: what clients answer lands on their job, what nobody can vouch for waits for a person, nothing is lost."""
