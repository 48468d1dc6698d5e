"""What crosses chapters: hand-offs, notices, journeys, overviews, phrases, measures."""
