"""Finding what was handed in: `archive` reads zips safely, `collect` walks, `find` says whose each file is."""
