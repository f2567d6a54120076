"""What Denmark says (danske tal): figures as data, each with source, year, and whether it is verified."""
