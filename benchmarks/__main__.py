"""`python -m benchmarks`: the comparison of whole builds, as `make bench` runs it."""

from benchmarks.builds.__main__ import main

if __name__ == "__main__":
    main()
