"""`python -m extract` does what `gongkai` does."""

from extract.cli import main

if __name__ == "__main__":
    main()
