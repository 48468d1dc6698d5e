"""How the days are written where the framework writes them: as our own pages do."""
