"""`python -m holdfire`."""

from holdfire.cli import main

main()
