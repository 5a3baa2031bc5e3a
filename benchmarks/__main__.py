"""`python -m benchmarks`: the comparison of whole fleets at 20 organisations, as `make bench` runs it."""

from benchmarks.fleet.__main__ import main

if __name__ == "__main__":
    main()
