"""A whole republic built by edu-site and by other generators: the same corpus, pages as heavy, the same machine, one command."""
