"""Was a picture generated? What the file declares, what a model estimates, and the report of both."""
