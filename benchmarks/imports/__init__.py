"""How fast exports become records, against the bare reader of the same file."""
