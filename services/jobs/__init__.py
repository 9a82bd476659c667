"""The jobs service: contacts, folders, messages, visits and hours."""
