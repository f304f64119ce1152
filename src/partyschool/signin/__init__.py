"""The sign-in service for phones."""
