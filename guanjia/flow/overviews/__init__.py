"""Read models that join chapters: finished answers to questions no single chapter can answer."""
