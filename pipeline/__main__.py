"""`python -m pipeline`: the command `zapis`."""

from pipeline.cli import main

main()
