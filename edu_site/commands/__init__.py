"""The commands of `edu-site`, one module each; nothing else prints, reads the clock or the environment."""
