"""The command line: the same services for scripts. One module a group of commands; each is loaded when called."""
