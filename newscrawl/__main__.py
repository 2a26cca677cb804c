"""Run `python -m newscrawl` as the program `newscrawl`."""

from newscrawl.cli.main import main

if __name__ == "__main__":
    main()
