"""From files of strangers to typed values, every problem with its place."""
