"""The school's rules as pure functions: standard library only, no clock, no I/O."""
