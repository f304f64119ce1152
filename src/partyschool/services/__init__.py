"""What can be asked and done: queries return rows, commands do one thing in one transaction."""
