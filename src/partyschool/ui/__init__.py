"""The window: turns clicks into service calls and rows into pictures."""
