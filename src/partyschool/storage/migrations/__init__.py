"""Steps from one shape of the tables to the next; a file a step, named by its revision."""

HEAD = "0015"
