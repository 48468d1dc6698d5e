"""What crosses chapters: hand-offs, notices, journeys, overviews, messages on timelines."""
